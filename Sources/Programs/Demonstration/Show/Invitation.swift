import Operations
import Partners

/// What one may type while the demonstration serves on.
struct Invitation {
    let report: DemonstrationReport
    let story: Story

    var text: String {
        let data = story.folder.path
        let cycle = report.weeks.last.map { CycleName.text($0.cycle.summary.id) } ?? "000001"
        let servers = story.servers.addresses.map { "  \($0.name) at \($0.url), files in \($0.files)" }
        let example = report.deliveries.first
        let partner = example?.partner.text ?? "grocery"
        let trust = "--hub-keys \(story.folder.trust)/hub-ca.pem --hub-keys \(story.folder.trust)/hub.crl.pem"
        return """
            The hub serves on at \(report.hubURL) until ^C. The partners' servers run too:
            \(servers.joined(separator: "\n"))

            Try, in another terminal:
              curl \(report.hubURL)/readyz
              clearinghouse cycle list --data \(data)
              clearinghouse cycle show \(cycle) --data \(data)
              clearinghouse audit --data \(data)
              partner verify-settlement \(example?.folder ?? data) \(trust)
              partner send --hub \(report.hubURL) --key \(story.folder.keys)/\(partner)-demo.pem --key-id \(partner)-demo \\
                member '{"issue":["card","code"]}'
            """
    }
}
