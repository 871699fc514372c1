/// The text format of Prometheus, version 0.0.4.
enum PrometheusText {
    /// A metric's or label's name: `[a-zA-Z_:][a-zA-Z0-9_:]*`, other characters become underscores.
    static func name(_ text: String) -> String {
        var units = text.utf8.map { unit in
            switch unit {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"):
                unit
            default: UInt8(ascii: "_")
            }
        }
        if units.first.map({ (0x30...0x39).contains($0) }) ?? true { units.insert(UInt8(ascii: "_"), at: 0) }
        return String(decoding: units, as: UTF8.self)
    }

    /// Labels in order of their names, values escaped, without the braces.
    static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.sorted { $0.0 < $1.0 }.map { label, value in "\(name(label))=\"\(escaped(value))\"" }
            .joined(separator: ",")
    }

    /// A value; whole numbers without a point.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    static func append(_ name: String, _ labels: String, _ value: String, to lines: inout String) {
        lines += name
        if !labels.isEmpty { lines += "{\(labels)}" }
        lines += " \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
