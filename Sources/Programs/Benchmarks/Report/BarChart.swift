/// A plot of bars as SVG, each with its range as a thin line.
struct BarChart: Sendable {
    /// One bar.
    struct Bar: Sendable {
        let label: String
        let value: Spread
    }

    let title: String
    let unit: String
    let bars: [Bar]

    private static let width = 720.0
    private static let labelWidth = 250.0
    private static let valueWidth = 120.0
    private static let rowHeight = 34.0
    private static let top = 56.0

    /// The document.
    var svg: String {
        let height = Self.top + Self.rowHeight * Double(bars.count) + 16
        let most = max(bars.map(\.value.most).max() ?? 1, 1e-9)
        let scale = (Self.width - Self.labelWidth - Self.valueWidth) / most
        var lines = [
            #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(text(Self.width)) \#(text(height))" "#
                + #"width="\#(text(Self.width))" height="\#(text(height))" font-family="sans-serif" font-size="13">"#,
            #"<rect width="100%" height="100%" fill="white"/>"#,
            #"<text x="16" y="24" font-size="16" font-weight="bold">\#(escaped(title))</text>"#,
            #"<text x="16" y="44" fill="dimgray">\#(escaped(unit))</text>"#,
        ]
        for (index, bar) in bars.enumerated() {
            lines += row(bar, at: Self.top + Self.rowHeight * Double(index), scale)
        }
        return (lines + ["</svg>", ""]).joined(separator: "\n")
    }

    private func row(_ bar: Bar, at y: Double, _ scale: Double) -> [String] {
        let start = Self.labelWidth
        let middle = y + Self.rowHeight / 2
        let digits = bar.value.median < 10 ? 2 : 0
        var lines = [
            #"<text x="\#(text(start - 10))" y="\#(text(middle + 4))" text-anchor="end">\#(escaped(bar.label))</text>"#,
            #"<rect x="\#(text(start))" y="\#(text(y + 6))" width="\#(text(bar.value.median * scale))" "#
                + #"height="\#(text(Self.rowHeight - 12))" fill="steelblue"/>"#,
            #"<text x="\#(text(start + bar.value.most * scale + 8))" y="\#(text(middle + 4))">"#
                + "\(ReportText.number(bar.value.median, digits))</text>",
        ]
        if bar.value.values.count > 1 {
            lines.append(
                #"<line x1="\#(text(start + bar.value.least * scale))" x2="\#(text(start + bar.value.most * scale))" "#
                    + #"y1="\#(text(middle))" y2="\#(text(middle))" stroke="black" stroke-width="2"/>"#)
        }
        return lines
    }

    private func text(_ value: Double) -> String { ReportText.number(value, 1) }

    private func escaped(_ value: String) -> String {
        value.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
