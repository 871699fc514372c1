import CoalitionTestKit
import Ledger
import Partners
import Quantities
import Settlement
import Testing

@Suite struct `Netting a cycle` {
    @Test func `three partners who owe each other in a ring owe almost nothing together`() throws {
        let settlement = try Sample.settle(
            [
                Sample.redeemed("cafe", at: "fuel", price: "0.0100", rate: "0.0100"): 10_000,
                Sample.redeemed("fuel", at: "cafe", price: "0.0100", rate: "0.0100"): 4_000,
                Sample.redeemed("fuel", at: "grocery", price: "0.0100", rate: "0.0100"): 6_000,
                Sample.redeemed("grocery", at: "cafe", price: "0.0100", rate: "0.0100"): 5_000,
                Sample.redeemed("grocery", at: "grocery", price: "0.0100", rate: "0.0100"): 700,
            ], Sample.terms())
        let netting = Netting(settlement)
        #expect(netting.gross == 50_000)
        #expect(netting.bilateral == 34_000)
        #expect(netting.multilateral == 2_000)
        #expect(netting.bilateralCompression?.description == "0.3200")
        #expect(netting.multilateralCompression?.description == "0.9600")
        let cafe = try #require(netting.party(try PartnerID("cafe")))
        #expect(
            cafe.bilaterals.map { [$0.pays, $0.receives, $0.net] } == [[10_000, 4_000, -6_000], [0, 5_000, 5_000]])
        #expect(cafe.multilateral == -1_000 && cafe.gross == 19_000)
        #expect(cafe.compression?.description == "0.9474")
        #expect(netting.party(.operator) == nil)
    }

    @Test func `a quiet cycle has no ratio`() throws {
        let netting = Netting(try Sample.settle([:], Sample.terms()))
        #expect(netting.gross == 0 && netting.multilateralCompression == nil && netting.bilateralCompression == nil)
        #expect(netting.parties.allSatisfy { $0.bilaterals.isEmpty && $0.compression == nil })
    }

    @Test(
        arguments: [(3, 1, "0.6667"), (8, 8, "0.0000"), (8, 0, "1.0000"), (20_000, 19_999, "0.0000")]
            as [(Int128, Int128, String)])
    func `a ratio shows four decimals, half to even`(volume: Int128, net: Int128, expected: String) {
        #expect(CompressionRatio(of: volume, paying: net)?.description == expected)
    }

    @Test(arguments: 0..<200)
    func `nets agree with positions, and each step of netting lessens what is paid`(seed: Int) throws {
        let business = try RandomBusiness(seed: UInt64(seed))
        let settlement = try Settlement.calculate(
            flows: business.flows, terms: business.terms, closeDay: LocalDay(year: 2026, month: 11, day: 20))
        let netting = Netting(settlement)
        #expect(netting.parties.map(\.partner) == settlement.positions.map(\.partner), "seed \(seed)")
        for party in netting.parties {
            let position = party.position
            #expect(settlement.position(of: party.partner) == position, "seed \(seed)")
            #expect(party.bilaterals.reduce(0) { $0 + $1.pays } == position.grossDebit, "seed \(seed)")
            #expect(party.bilaterals.reduce(0) { $0 + $1.receives } == position.grossCredit, "seed \(seed)")
            #expect(party.bilaterals.reduce(0) { $0 + $1.net } == party.multilateral, "seed \(seed)")
            #expect(party.multilateral - position.fee + position.carriedIn == position.net, "seed \(seed)")
            #expect(Int128(party.multilateral.magnitude) <= party.bilateralVolume, "seed \(seed)")
            #expect(party.bilateralVolume <= party.gross, "seed \(seed)")
        }
        #expect(netting.multilateral <= netting.bilateral && netting.bilateral <= netting.gross, "seed \(seed)")
        if let ratio = netting.multilateralCompression, let bilateral = netting.bilateralCompression {
            #expect(ratio.saved >= bilateral.saved && bilateral.saved >= 0 && ratio.saved <= ratio.volume)
        }
    }

    @Test(arguments: 0..<100)
    func `at one price for paying and receiving, a bilateral net is the other side's turned round`(seed: Int) throws {
        var random = ModelRandom(seed: UInt64(seed))
        var flows: [FlowKey: Int64] = [:]
        let names = ["cafe", "fuel", "grocery"]
        for issuer in names {
            for redeemer in names {
                flows[try Sample.redeemed(issuer, at: redeemer, price: "0.0137", rate: "0.0137")] =
                    Int64.random(in: -5_000...100_000, using: &random)
            }
        }
        let netting = Netting(try Sample.settle(flows, Sample.terms()))
        for party in netting.parties {
            for bilateral in party.bilaterals where bilateral.counterparty != .operator {
                let back = netting.party(bilateral.counterparty)?.bilaterals.first { $0.counterparty == party.partner }
                #expect(back?.net == -bilateral.net, "seed \(seed)")
                #expect(back?.pays == bilateral.receives, "seed \(seed)")
            }
        }
    }

    @Test(arguments: 0..<100)
    func `money besides points is named line by line, and is part of the net`(seed: Int) throws {
        let settlement = try RandomSettling(seed: UInt64(seed)).settlement()
        for party in Netting(settlement).parties {
            let adjusted = settlement.adjustments.filter { $0.legs[party.partner] != nil }
            let named = party.besidesPoints.filter { $0.kind == .adjustment }
            #expect(named.map(\.transactionID) == adjusted.map { $0.id.description }, "seed \(seed)")
            let amounts = adjusted.map {
                UnroundedAmount(minorUnits: $0.legs[party.partner] ?? 0, currency: settlement.currency)
            }
            #expect(named.map(\.amount) == amounts, "seed \(seed)")
            let defaults = party.besidesPoints.filter { $0.kind == .default }.count
            #expect(defaults == settlement.defaultAmounts(of: party.partner).count, "seed \(seed)")
        }
    }

    @Test func `a place reads back as it was written, and nothing else reads`() {
        let place = PostingPlace(transaction: UniqueID(high: 7, low: 9), index: 12)
        #expect(PostingPlace(place.description) == place)
        for text in ["", "x", "\(place.transaction)", "\(place.transaction).", "\(place.transaction).-1", "\(place).1"]
        {
            #expect(PostingPlace(text) == nil, "\(text)")
        }
    }
}
