import Quantities

/// Makes messages as tills do: 400 tills of each partner, each with a count of its own.
struct MessageSource: Sendable {
    /// A message before it is signed.
    struct Draft: Sendable {
        /// The place of the sender.
        let sender: Int
        let kind: Kind
        /// The content; empty for what is only read.
        let body: [UInt8]
        /// The path with its query.
        let path: String
    }

    /// What a message is.
    enum Kind: UInt8, Sendable {
        case member, accrual, redemption, balance

        var path: String {
            switch self {
            case .member: "/v1/members"
            case .accrual: "/v1/accruals"
            case .redemption: "/v1/redemptions"
            case .balance: "/v1/members/"
            }
        }

        /// The `type` of a line.
        var type: String {
            switch self {
            case .member: "member"
            case .accrual: "accrual"
            case .redemption: "redemption"
            case .balance: "balance"
            }
        }
    }

    static let tillsPerSender = 400

    private let work: LoadPlan.Work
    private let senders: Int
    private let name: [UInt8]
    private let cards: CardList
    private let isForBatch: Bool
    private var random: SeededRandom
    private var counts: [Int]
    private var made = 0
    private var second: Int64 = 0
    private var time: [UInt8] = []

    /// - Parameters:
    ///   - name: begins the ids of all messages.
    ///   - isForBatch: whether bodies name their `type`, as lines of a batch do.
    init(
        _ work: LoadPlan.Work, senders: Int, name: String, cards: CardList, seed: UInt64, isForBatch: Bool = false
    ) {
        self.work = work
        self.senders = senders
        self.name = Array(name.utf8)
        self.cards = cards
        self.isForBatch = isForBatch
        random = SeededRandom(seed: seed)
        counts = [Int](repeating: 0, count: senders * Self.tillsPerSender)
    }

    /// The next message.
    ///
    /// - Parameters:
    ///   - now: Unix seconds, which the message names as its moment.
    ///   - sender: who sends it, where it is not drawn.
    mutating func next(now: Int64, sender chosen: Int? = nil) -> Draft {
        if now != second {
            second = now
            time = Array(Instant(seconds: now).description.utf8)
        }
        let sender = chosen ?? (work == .traffic ? random.below(senders) : made % senders)
        let place = made
        made += 1
        switch work {
        case .enrolments: return draft(.member, sender, body(sender, .member, member: nil))
        case .grants: return draft(.accrual, sender, body(sender, .accrual, member: place % max(1, cards.count)))
        case .traffic:
            let kind: Kind = place % 5 == 4 ? .redemption : .accrual
            return draft(kind, sender, body(sender, kind, member: random.below(cards.count)))
        case .balances:
            let card = String(decoding: cards[random.below(cards.count)], as: UTF8.self)
            return Draft(sender: sender, kind: .balance, body: [], path: "/v1/members/\(card)/balance")
        }
    }

    private func draft(_ kind: Kind, _ sender: Int, _ body: [UInt8]) -> Draft {
        Draft(sender: sender, kind: kind, body: body, path: kind.path)
    }

    private mutating func body(_ sender: Int, _ kind: Kind, member: Int?) -> [UInt8] {
        let till = random.below(Self.tillsPerSender)
        let slot = sender * Self.tillsPerSender + till
        counts[slot] += 1
        var body: [UInt8] = []
        body.reserveCapacity(256)
        body.append(contentsOf: "{".utf8)
        if isForBatch { body.append(contentsOf: "\"type\":\"\(kind.type)\",".utf8) }
        body.append(contentsOf: "\"message_id\":\"".utf8)
        body.append(contentsOf: name)
        body.append(contentsOf: "-\(till)-\(counts[slot])\",\"occurred_at\":\"".utf8)
        body.append(contentsOf: time)
        guard let member else {
            let rest = #"","issue":["card"],"language":"ro","consents":{"processing":true,"marketing":false}}"#
            body.append(contentsOf: rest.utf8)
            return body
        }
        body.append(contentsOf: "\",\"member\":\"".utf8)
        body.append(contentsOf: cards[member])
        body.append(contentsOf: "\",\"terminal\":\"store-\(till / 8)/till-\(till % 8)\",".utf8)
        switch (work, kind) {
        case (.grants, _):
            body.append(contentsOf: #""purchase":{"amount":1000000,"currency":"RON"}}"#.utf8)
        case (_, .redemption): body.append(contentsOf: "\"points\":\(1 + random.below(50))}".utf8)
        default:
            let amount = 500 + random.below(20_000)
            body.append(contentsOf: "\"purchase\":{\"amount\":\(amount),\"currency\":\"RON\"}}".utf8)
        }
        return body
    }
}
