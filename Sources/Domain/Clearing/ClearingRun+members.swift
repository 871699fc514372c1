import Ledger
import Members
import Messages
import Partners
import Quantities

extension ClearingRun {
    /// A person joins; the hub makes the identifiers asked for and takes the ones given.
    mutating func enrol(
        _ enrolment: Enrolment, _ message: VerifiedMessage, _ partner: Partner
    ) throws(Refusal) -> PostedMessage {
        try requireStanding(partner)
        let given = try requireFree(card: enrolment.card, phone: enrolment.phone)
        try requireTime(message)
        try requireNotRetired(given)
        let member = Member(
            id: makeID(), status: .active, language: enrolment.language, consents: enrolment.consents)
        facts.members[member.id] = member
        facts.ledgers[member.id] = MemberLedger()
        changes.newMembers.insert(member.id)
        let identifiers = assign(given, issuing: enrolment.issue, to: member.id)
        return PostedMessage(
            transaction: makeID(), member: member.id, points: 0, balance: .zero, identifiers: identifiers)
    }

    /// A member gets another identifier; a lost one is retired without losing points.
    mutating func add(
        _ addition: IdentifierAddition, _ message: VerifiedMessage, _ partner: Partner
    ) throws(Refusal) -> PostedMessage {
        if partner.status == .suspended { throw Refusal(.partnerSuspended) }
        let (record, member) = try knownIdentifier(addition.member)
        if let lost = addition.replaces {
            guard facts.identifiers[lost]?.member == member.id else { throw Refusal(.memberUnknown) }
        }
        let given = try requireFree(card: addition.card, phone: addition.phone)
        try requireTime(message)
        try requireNotRetired(given + (addition.replaces.map { [$0] } ?? []))
        try requireUsable(record, member)
        let identifiers = assign(given, issuing: addition.issue, to: member.id)
        if let lost = addition.replaces {
            facts.identifiers[lost] = IdentifierRecord(member: member.id, status: .retired)
            changes.identifiers.insert(lost)
        }
        let balance = (facts.ledgers[member.id] ?? MemberLedger()).balance(at: facts.now)
        return PostedMessage(
            transaction: makeID(), member: member.id, points: 0, balance: balance, identifiers: identifiers)
    }

    /// Rows 404 and 409: a given card is of the printed stock, and nothing given is anybody's already.
    private func requireFree(card: CardNumber?, phone: PhoneNumber?) throws(Refusal) -> [Identifier] {
        if let card, facts.identifiers[.card(card)] == nil { throw Refusal(.memberUnknown) }
        let given = (card.map { [Identifier.card($0)] } ?? []) + (phone.map { [Identifier.phone($0)] } ?? [])
        for identifier in given where facts.identifiers[identifier]?.status == .active {
            throw Refusal(.identifierInUse)
        }
        return given
    }

    private func requireNotRetired(_ identifiers: [Identifier]) throws(Refusal) {
        for identifier in identifiers where facts.identifiers[identifier]?.status == .retired {
            throw Refusal(.identifierRetired)
        }
    }

    private mutating func assign(
        _ given: [Identifier], issuing kinds: [Identifier.Kind], to member: UniqueID
    ) -> [Identifier] {
        var identifiers: [Identifier] = []
        for kind in kinds {
            switch kind {
            case .card:
                identifiers.append(
                    .card(CardNumber.make(prefix: facts.snapshot.coalition.cardPrefix, using: &random)))
            case .code: identifiers.append(.code(MemberCode.make(using: &random)))
            // A phone cannot be made, which the reader of requests has refused.
            case .phone: continue
            }
        }
        identifiers += given
        for identifier in identifiers {
            facts.identifiers[identifier] = IdentifierRecord(member: member, status: .active)
            changes.identifiers.insert(identifier)
        }
        return identifiers
    }
}
