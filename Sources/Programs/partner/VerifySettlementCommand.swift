import ArgumentParser
import Foundation
import PartnerClient

struct VerifySettlementCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-settlement",
        abstract: "Check received settlement folders, offline.",
        discussion: """
            DIR is one folder with a manifest.json, or a directory above <partner>/<cycle>/v<n>/. Checked are, for each folder, \
            the manifest's signature by the hub's settlement certificate, sizes and digests of all files, control totals, \
            rounding, and that matrix and statement agree; over all folders, that no sequence number is missing, comes twice \
            or is out of order, and that new versions name those they supersede. Copies (v1-copy-1, marked by copy.json) are \
            accepted where they bear the first delivery's seal. With --after, the last sequence number that was kept before, \
            what was received since must follow it.

            --hub-keys is PEM with the hub's CA certificate, and with its revocation list when revocation is to be checked; \
            both may stand in one file, or in several given one after the other. Certificates are judged at the present \
            time, or at --at.

            Examples:
              partner verify-settlement inbox --hub-keys hub-ca.pem
              partner verify-settlement inbox --hub-keys hub-ca.pem --after 41
              partner verify-settlement inbox/grocery/000042/v1 --hub-keys hub-ca.pem --hub-keys hub.crl.pem --json
            """)

    @OptionGroup var shared: SharedOptions
    @OptionGroup var hubKeys: HubKeysOption

    @Argument(help: "The folder, or a directory above folders.")
    var directory: String

    @Option(help: ArgumentHelp("When to judge certificates at, such as 2026-11-20T10:15:00Z.", valueName: "time"))
    var at: String?

    @Option(help: ArgumentHelp("The last sequence number already kept; what is here follows it.", valueName: "number"))
    var after: Int64?

    func validate() throws {
        guard after ?? 0 >= 0 else { throw ValidationError("--after takes a sequence number, or 0 for none.") }
        guard !hubKeys.files.isEmpty else { throw ValidationError("--hub-keys is missing.") }
        _ = try instant()
    }

    func run() throws {
        let report: SettlementReport
        do {
            report = try SettlementVerification.check(
                directory, trust: HubTrust(files: hubKeys.files), at: try instant(), after: after)
        } catch let error as any CustomStringConvertible {
            throw shared.fail(error.description)
        }
        shared.show(report.text, report.json)
        guard report.isSound else { throw ExitCode.failure }
    }

    private func instant() throws -> Date {
        guard let at else { return Date() }
        guard let date = try? Date(at, strategy: .iso8601) else {
            throw ValidationError("--at takes an RFC 3339 time.")
        }
        return date
    }
}
