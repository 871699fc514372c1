import ArgumentParser
import Composition

/// `clearinghouse certs`
struct CertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certs", abstract: "The hub's own certificate authority, for partners without one.",
        subcommands: [Init.self, Issue.self, Revoke.self])

    /// `clearinghouse certs init`
    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Makes the authority, the hub's server and settlement certificates and the revocation list where missing."
        )
        @OptionGroup var shared: SharedOptions

        func run() async throws {
            try await HubProgram.initialiseCertificates(shared.hub, json: shared.json)
        }
    }

    /// `clearinghouse certs issue`
    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Issues a certificate; with --request the private key never leaves its owner.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "A name of letters, digits, - and _; the file is certs/NAME.pem.") var name: String
        @Option(help: "client, server or settlement.") var profile = "client"
        @Option(name: .customLong("san"), help: "A DNS name, address or email; may be repeated.") var names: [String] =
            []
        @Option(help: "A certificate signing request (PEM) to answer.") var request: String?
        @Option(help: "Days of validity, 1 to 3650.") var days = 397

        func validate() throws {
            guard ["client", "server", "settlement"].contains(profile) else {
                throw ValidationError("--profile takes client, server or settlement.")
            }
            guard (1...3650).contains(days) else { throw ValidationError("--days takes 1 to 3650.") }
        }

        func run() async throws {
            try await HubProgram.issueCertificate(
                shared.hub, name: name, profile: profile, names: names, request: request, days: days, json: shared.json)
        }
    }

    /// `clearinghouse certs revoke`
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revokes a certificate, by its name or serial number, and makes a new revocation list.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The certificate's name, or its serial number in hexadecimal.") var certificate: String
        @Option(help: "unspecified, keyCompromise, superseded, affiliationChanged or cessationOfOperation.")
        var reason = "unspecified"

        func run() async throws {
            try await HubProgram.revokeCertificate(shared.hub, certificate, reason: reason, json: shared.json)
        }
    }
}
