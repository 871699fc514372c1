import Clearing
import CoalitionTestKit
import Ledger
import Members
import Messages
import Partners
import Quantities

/// A coalition of a grocer and a café with one member, Ana, told message by message over a store in memory.
struct ClearingStory {
    static let start = Instant.at("2026-11-20T10:00:00Z")
    static let ana = Identifier.phone(1)

    var store: MemoryStore
    private var sent = 0

    init(
        _ coalition: Coalition = .sample(), grocery: Partner = .sample(.grocery), cafe: Partner = .sample(.cafe),
        enrolled: [Identifier] = [ana]
    ) {
        store = MemoryStore(coalition: coalition, now: Self.start)
        store.partners = [.grocery: grocery, .cafe: cafe]
        for identifier in enrolled {
            // Enrolled at a time when every partner could.
            let partners = store.partners
            store.partners = [.grocery: .sample(.grocery)]
            send(.enrolment(identifier))
            store.partners = partners
        }
    }

    /// Sends one message, now unless said otherwise, under an id of its own unless one is given.
    @discardableResult
    mutating func send(
        _ content: MessageContent, id: String? = nil, from partner: PartnerID = .grocery, at occurredAt: Instant? = nil
    ) -> Decision {
        sent += 1
        let message = VerifiedMessage.sample(
            content, id: id ?? "message-\(sent)", from: partner, at: occurredAt ?? store.now)
        return store.decide([message])[0]
    }

    mutating func pass(days: Int64) {
        store.now = store.now.advanced(bySeconds: days * 86_400)
    }

    func member(_ identifier: Identifier = ana) -> UniqueID { certain(store.identifiers[identifier]?.member) }

    func balance(_ identifier: Identifier = ana) -> Balance {
        store.ledger(of: member(identifier)).balance(at: store.now)
    }

    mutating func setStatus(_ status: Member.Status, of identifier: Identifier = ana) {
        store.members[member(identifier)]?.status = status
    }
}

extension Decision {
    /// The code of a refusal; nothing where it was posted or replayed.
    var code: RefusalCode? { if case .refused(let refusal) = self { refusal.code } else { nil } }

    /// What was posted; nothing where it was refused or replayed.
    var posted: PostedMessage? { if case .posted(let posted) = self { posted } else { nil } }
}
