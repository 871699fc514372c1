import ArgumentParser
import Composition

/// `clearinghouse dispute`
struct DisputeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispute", abstract: "Disputes about lines of partners' statements.",
        discussion: "raised → answered → upheld | rejected | withdrawn",
        subcommands: [
            List.self, Show.self, Raise.self, Answer.self, Uphold.self, Reject.self, Withdraw.self,
        ])

    /// What a decision takes.
    struct Decision: ParsableArguments {
        @Argument(help: "The dispute's number, as list prints it.") var id: Int64
        @Option(help: "Why; the partners read it.") var reason: String
        @Option(name: .customLong("as"), help: "Who decides (default: the system's own user).") var person: String?
    }

    /// `clearinghouse dispute list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists disputes, newest first.")
        @OptionGroup var shared: SharedOptions
        @Option(help: "Only those of this cycle.") var cycle: String?
        @Option(help: "Only those this partner raised or is to answer.") var partner: String?
        @Flag(help: "Only those still to be decided.") var open = false

        func run() async throws {
            try await HubProgram.listDisputes(
                shared.hub, cycle: cycle, partner: partner, open: open, json: shared.json)
        }
    }

    /// `clearinghouse dispute show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a dispute and what upholding it moves.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The dispute's number.") var id: Int64

        func run() async throws {
            try await HubProgram.showDispute(shared.hub, id, json: shared.json)
        }
    }

    /// `clearinghouse dispute raise`
    struct Raise: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Raises a dispute for a partner, against the newest version of its statement.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The cycle's id.") var cycle: String
        @Argument(help: "The partner that disputes.") var partner: String
        @Option(
            help: """
                duplicate, not_authorised, wrong_amount, wrong_rate, unknown_member, goods_returned, late or other.
                """)
        var reason: String
        @Option(name: .customLong("message"), help: "A message id; may be given again.") var messages: [String] = []
        @Option(name: .customLong("line"), help: "A line of statement.csv; may be given again.") var lines: [Int64] = []
        @Option(help: "SHA-256 of the evidence, in hexadecimal.") var evidence: String?
        @Option(help: "A sentence for people.") var comment: String?
        @Option(name: .customLong("as"), help: "Who raises it (default: the system's own user).") var person: String?

        func validate() throws {
            guard note.isReason else { throw ValidationError("“\(reason)” is no reason.") }
            guard !messages.isEmpty || !lines.isEmpty else { throw ValidationError("Name messages or lines.") }
            try DisputeCommand.check(note)
        }

        func run() async throws {
            try await HubProgram.raiseDispute(
                shared.hub, cycle: cycle, partner: partner, note, messages: messages, lines: lines, by: person,
                json: shared.json)
        }

        private var note: DisputeNote { DisputeNote(reason, evidence: evidence, comment: comment) }
    }

    /// `clearinghouse dispute answer`
    struct Answer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Writes down what the counterparty said.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The dispute's number.") var id: Int64
        @Option(help: "accepted or contested.") var stance: String
        @Option(help: "What it said.") var reason: String?
        @Option(help: "SHA-256 of the evidence, in hexadecimal.") var evidence: String?
        @Option(name: .customLong("as"), help: "Who writes it down (default: the system's own user).")
        var person: String?

        func validate() throws {
            guard note.isStance else { throw ValidationError("Say accepted or contested.") }
            try DisputeCommand.check(note)
        }

        func run() async throws {
            try await HubProgram.answerDispute(shared.hub, id, note, by: person, json: shared.json)
        }

        private var note: DisputeNote { DisputeNote(stance, evidence: evidence, comment: reason) }
    }

    /// `clearinghouse dispute uphold`
    struct Uphold: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decides for the disputing partner and posts the adjustment in the open cycle.")
        @OptionGroup var shared: SharedOptions
        @OptionGroup var decision: Decision
        @Option(help: "The one-time code of the second factor, where people log in.") var code: String?

        func run() async throws {
            try await HubProgram.endDispute(
                shared.hub, decision.id, .uphold, reason: decision.reason, code: code, by: decision.person,
                json: shared.json)
        }
    }

    /// `clearinghouse dispute reject`
    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decides against the disputing partner; a provisional credit is taken back.")
        @OptionGroup var shared: SharedOptions
        @OptionGroup var decision: Decision
        @Option(help: "The one-time code of the second factor, where people log in.") var code: String?

        func run() async throws {
            try await HubProgram.endDispute(
                shared.hub, decision.id, .reject, reason: decision.reason, code: code, by: decision.person,
                json: shared.json)
        }
    }

    /// `clearinghouse dispute withdraw`
    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a dispute back for the partner that raised it.")
        @OptionGroup var shared: SharedOptions
        @OptionGroup var decision: Decision

        func run() async throws {
            try await HubProgram.endDispute(
                shared.hub, decision.id, .withdraw, reason: decision.reason, by: decision.person, json: shared.json)
        }
    }

    /// Evidence is named by 64 lower-case hexadecimal digits.
    private static func check(_ note: DisputeNote) throws {
        guard note.hasWellFormedEvidence else {
            throw ValidationError("Evidence is 64 lower-case hexadecimal digits.")
        }
    }
}
