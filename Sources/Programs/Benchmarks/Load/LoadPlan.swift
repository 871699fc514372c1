import Foundation

/// What a load client is told to do, as the file it is given.
struct LoadPlan: Codable, Sendable {
    /// One partner that sends.
    struct Sender: Codable, Sendable {
        let partner: String
        let keyID: String
        /// A file with the private key (PEM).
        let keyPath: String
    }

    /// What is sent.
    enum Work: String, Codable, Sendable {
        /// A member a message, each with a card that the hub issues.
        case enrolments
        /// One large accrual for each member, so that there is something to redeem.
        case grants
        /// Four accruals to one redemption, of members drawn at random.
        case traffic
        /// Balances of members drawn at random.
        case balances
    }

    /// When messages are sent.
    enum Pace: Codable, Sendable {
        /// Each connection sends its next message when the last one is answered.
        case closed
        /// So many messages a second at moments fixed beforehand.
        case open(perSecond: Double)
    }

    /// The hub's public address.
    let hub: String
    var senders: [Sender]
    let work: Work
    /// The cards of the members, one of 21 characters a line; without one for enrolments.
    var membersPath: String?
    var connections: Int
    var pace: Pace
    /// How long it is measured, in seconds; without it until `count` messages are answered.
    var seconds: Double?
    /// How long it runs before it is measured, in seconds.
    var warmUpSeconds: Double = 0
    /// How many messages are sent in all, where it is not the time that ends them.
    var count: Int?
    /// Begins the ids of its messages; another in each run.
    let name: String
    let seed: UInt64
    /// Where ``LoadResult`` is written.
    let resultPath: String
    /// Where the cards of new members are written.
    var cardsPath: String?
    /// Ends the sending, before its time, once it exists.
    var stopPath: String?
    /// How messages are sent as batches; without it each is a request of its own.
    var batch: BatchShape?

    /// How a file is sent.
    struct BatchShape: Codable, Sendable {
        /// The most bytes of a part, each part signed once.
        var partBytes: Int
        /// Parts under way at once.
        var parallel: Int
        /// The place of the partner whose file it is; without it parts are the partners' by turns.
        var sender: Int?
    }
}

/// What a load client found.
struct LoadResult: Codable, Sendable {
    /// Messages answered within the measured time.
    let messages: Int
    /// The measured time.
    let seconds: Double
    /// Messages answered in all, warm-up included.
    let answered: Int
    /// Latencies within the measured time; from the scheduled moment in an open loop.
    let latency: LatencyFigures
    /// Answers by what they said: `posted`, or a refusal's code.
    let outcomes: [String: Int]
    /// Receipts verified, which is one for every answer to a message.
    let receipts: Int
    /// Processor seconds of the client while it sent.
    let processorSeconds: Double
    /// The slowest messages: when each was sent (or due) and answered, seconds of the machine's steady clock.
    let slowest: [[Double]]

    /// Messages a second.
    var perSecond: Double { seconds > 0 ? Double(messages) / seconds : 0 }

    /// Writes the cards of new members, a line each.
    static func write(cards: [String], to path: String) throws {
        let text = cards.map { $0 + "\n" }.joined()
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
            throw BenchmarkFailure("\(path) cannot be written.")
        }
    }
}
