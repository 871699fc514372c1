import Books
import CoalitionTestKit
import Partners
import Payments
import Quantities
import Settlement
import Testing

@Suite struct `What a version makes everybody owe` {
    /// A ledger as sums of accounts.
    struct Ledger {
        var balances: [MoneyAccount: Int64] = [:]

        mutating func book(_ postings: [MoneyPosting]) {
            for posting in postings {
                balances[posting.debit, default: 0] += posting.amount
                balances[posting.credit, default: 0] -= posting.amount
            }
        }
    }

    @Test func `the partners' accounts stand at what is open, fees and interest with the operator`() throws {
        let positions = [
            Sample.position("cafe", credit: 380), Sample.position("grocery", debit: 430, fee: 20, carriedIn: -50),
        ]
        var ledger = Ledger()
        // What was carried in stands there already.
        ledger.balances = [.partner(Sample.partner("grocery")): 50, .clearing: -50]
        ledger.book(try Obligations(positions, interest: [Sample.partner("grocery"): 30]).postings())
        #expect(ledger.balances[.partner(Sample.partner("cafe"))] == -380)
        #expect(ledger.balances[.partner(Sample.partner("grocery"))] == 500)
        #expect(ledger.balances[.fees] == -20)
        #expect(ledger.balances[.interest] == -30)
        #expect(ledger.balances.values.reduce(0, +) == 0)
    }

    @Test func `a version pays the difference to what moved before, and takes back what is now carried`() throws {
        let positions = [
            Sample.position("bakery", credit: 300, carriedOut: 300), Sample.position("cafe", credit: 700),
            Sample.position("fuel", debit: 100), Sample.position("grocery", debit: 900),
            Sample.position("kiosk", credit: 50, carriedOut: 50),
        ]
        let due = try DuePayment.of(
            positions,
            movedBefore: [
                Sample.partner("bakery"): 400, Sample.partner("cafe"): 1000, Sample.partner("fuel"): -100,
                Sample.partner("grocery"): -200, Sample.partner("gone"): -70,
            ])
        #expect(
            due == [
                DuePayment(partner: Sample.partner("bakery"), direction: .incoming, amount: 400),
                DuePayment(partner: Sample.partner("cafe"), direction: .incoming, amount: 300),
                DuePayment(partner: Sample.partner("gone"), direction: .outgoing, amount: 70),
                DuePayment(partner: Sample.partner("grocery"), direction: .incoming, amount: 700),
            ])
    }

    @Test(arguments: 0..<60) func `over versions, payments and returns each account stands at what is open`(
        _ seed: Int
    ) throws {
        var random = ModelRandom(seed: UInt64(seed))
        let partners = ["bakery", "cafe", "fuel", "grocery"]
        var ledger = Ledger()
        var carried: [PartnerID: Int64] = [:]
        var earlier: [Payment] = []
        for cycle in Int64(1)...5 {
            var payments: [Payment] = []
            let versions = Int64.random(in: 1...3, using: &random)
            for version in 1...versions {
                let minimum = Int64.random(in: 0...200, using: &random)
                let positions = partners.map { name in
                    let (debit, credit) = (
                        Int64.random(in: 0...500, using: &random), Int64.random(in: 0...500, using: &random)
                    )
                    let net = credit - debit - 3 + (carried[Sample.partner(name)] ?? 0)
                    return Sample.position(
                        name, debit: debit, credit: credit, fee: 3, carriedIn: carried[Sample.partner(name)] ?? 0,
                        carriedOut: abs(net) < minimum ? net : 0)
                }
                let booked = try Obligations(positions).postings()
                ledger.book(booked)
                let movedBefore = Dictionary(grouping: payments, by: \.partner).mapValues {
                    $0.reduce(0) { $0 + $1.movedToPartner }
                }
                let new = try DuePayment.of(positions, movedBefore: movedBefore).map { due in
                    Payment(
                        id: Int64(payments.count) + 1, cycle: cycle, version: version, partner: due.partner,
                        direction: due.direction, amount: Money(minorUnits: due.amount, currency: Sample.lei),
                        endToEndID: "\(cycle)-\(version)-\(due.partner)", valueDay: Sample.day(11, 20))
                }
                payments += new
                for _ in 0..<40 {
                    let index = Int.random(in: 0..<max(1, payments.count), using: &random)
                    guard index < payments.count else { break }
                    try Self.happen(&payments[index], &ledger, &random)
                }
                try Self.check(ledger, partners, earlier + payments, positions, seed: seed)
                if version < versions {
                    // Given up: what the bank has under way comes to an end first.
                    for index in payments.indices {
                        if [.instructed, .accepted].contains(payments[index].state) {
                            let step = try payments[index].after(
                                .rejected(messageID: payments[index].instruction ?? "", reason: "CANC"))
                            payments[index] = step.payment
                        }
                        payments[index] = try payments[index].after(.withdraw).payment
                    }
                    ledger.book(booked.map(\.reversed))
                } else {
                    carried = [:]
                    for position in positions { carried[position.partner] = position.carriedOut }
                }
            }
            earlier += payments
        }
    }

    private static func happen(
        _ payment: inout Payment, _ ledger: inout Ledger, _ random: inout ModelRandom
    ) throws {
        let whole = payment.amount.minorUnits
        // A return that is known before its payment would be in no version's sum: it is left to the state's own law.
        let back = payment.direction == .incoming ? max(1, payment.moved / 2) : whole
        let events: [PaymentEvent] = [
            .instruct(messageID: "M\(UInt8.random(in: 0...255, using: &random))"),
            .accepted(messageID: payment.instruction ?? ""),
            .rejected(messageID: payment.instruction ?? "", reason: "AC04"),
            .moved(payment.direction == .incoming ? Int64.random(in: 1...whole, using: &random) : whole),
            payment.moved > 0 ? .returned(back, reason: "AC04") : .accountMissing(true),
        ]
        // What a later version has counted stays as it is.
        guard payment.state != .withdrawn, let event = events.randomElement(using: &random),
            let step = try? payment.after(event)
        else { return }
        ledger.book(try payment.postings(booked: step.booked))
        payment = step.payment
    }

    /// Balance of a partner = what the newest version leaves open, what was carried out, and what came back of earlier ones.
    private static func check(
        _ ledger: Ledger, _ partners: [String], _ payments: [Payment], _ positions: [Position], seed: Int
    ) throws {
        for name in partners {
            let id = Sample.partner(name)
            let open = payments.filter { $0.partner == id && $0.state != .withdrawn }.reduce(Int64(0)) {
                $0 + ($1.direction == .outgoing ? $1.open : -$1.open)
            }
            let carriedOut = positions.first { $0.partner == id }?.carriedOut ?? 0
            #expect(ledger.balances[.partner(id), default: 0] == -(open + carriedOut), "seed \(seed), \(name)")
        }
        #expect(ledger.balances.values.reduce(0, +) == 0, "seed \(seed)")
    }
}
