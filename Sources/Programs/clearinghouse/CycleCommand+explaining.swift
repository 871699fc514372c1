import ArgumentParser
import Composition

extension CycleCommand {
    /// `clearinghouse cycle reissue`
    struct Reissue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sends a dispatched cycle's folders once more, as copies, when every byte is still the same.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The cycle's id.") var id: String

        func run() async throws {
            try await HubProgram.step(.reissue, shared.hub, id, json: shared.json)
        }
    }

    /// `clearinghouse cycle replay`
    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes every data file again from the ledger and compares the bytes with those that went out.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The cycle's id.") var id: String
        @Option(name: .customLong("version"), help: "The version (default: the newest that was dispatched).")
        var number: Int64?

        func run() async throws {
            try await HubProgram.replayCycle(shared.hub, id, version: number, json: shared.json)
        }
    }

    /// `clearinghouse cycle explain`
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows how a cycle's nets come about, from gross terms, and down to postings and receipts.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The cycle's id.") var id: String
        @Option(help: "Shows this partner's part only.") var partner: String?
        @Option(help: "With --redeemer: the postings behind this issuer's pair.") var issuer: String?
        @Option(help: "With --issuer: the postings behind this redeemer's pair.") var redeemer: String?
        @Option(help: "The place after which the postings go on, as the page before names it.") var after: String?

        func validate() throws {
            guard (issuer == nil) == (redeemer == nil) else {
                throw ValidationError("--issuer and --redeemer go together.")
            }
            guard issuer == nil || partner == nil else {
                throw ValidationError("--partner shows a partner's nets, --issuer and --redeemer a pair's postings.")
            }
            guard after == nil || issuer != nil else { throw ValidationError("--after goes with --issuer.") }
        }

        func run() async throws {
            if let issuer, let redeemer {
                try await HubProgram.explainPair(
                    shared.hub, id, issuer: issuer, redeemer: redeemer, after: after, json: shared.json)
            } else {
                try await HubProgram.explainCycle(shared.hub, id, partner: partner, json: shared.json)
            }
        }
    }
}
