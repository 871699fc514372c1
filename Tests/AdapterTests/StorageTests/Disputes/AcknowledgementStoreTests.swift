import CoalitionTestKit
import Delivery
import Disputes
import Operations
import Partners
import Postgres
import Quantities
import Storage
import Testing

@Suite struct `Acknowledging a statement` {
    static let terms = AcknowledgementTerms(days: 5, reminderDays: [3], silence: .accepted)

    @Test func `the ladder goes up, and the same word gets the same answer`() async throws {
        try await DisputeWorld.with { world in
            #expect(try await world.state() == "prepared")
            #expect(try await world.say(DisputeWorld.word(.received)) == "received")
            let first = try await world.acknowledgements.hear(DisputeWorld.word(.accepted))
            let again = try await world.acknowledgements.hear(DisputeWorld.word(.accepted))
            #expect(!first.isReplay && again.isReplay && first.answer == again.answer && first.answer.status == 201)
            #expect(
                String(decoding: first.answer.body, as: UTF8.self).hasPrefix(
                    #"{"cycle":"000001","version":1,"state":"accepted","by":"partner","#))
            #expect(try await world.say(DisputeWorld.word(.received, content: "late")) == "acknowledged_already")
            #expect(
                try await world.say(DisputeWorld.word(.disputed([DisputeWorld.claim])))
                    == "acknowledgement_contradicted")
            #expect(try await world.state() == "accepted")
            #expect(try await world.state(of: .cafe) == "prepared")
        }
    }

    @Test func `another's, an unknown, an old or a withdrawn statement is refused`() async throws {
        try await DisputeWorld.with { world in
            let manifest = try await world.settlement.text(
                "select encode(sha256(content), 'hex') from settlement_file where name = 'manifest.json' and party = 'cafe'"
            )
            #expect(try await world.say(DisputeWorld.word(.accepted, manifest: manifest)) == "manifest_mismatch")
            #expect(try await world.say(DisputeWorld.word(.accepted, from: .cafe, manifest: manifest)) == "accepted")
            for word in [
                DisputeWorld.word(.accepted, cycle: 2), DisputeWorld.word(.accepted, cycle: 99),
                DisputeWorld.word(.accepted, version: 2), DisputeWorld.word(.accepted, from: .of("books")),
            ] {
                await #expect(throws: DisputeFailure.refused(.notFound)) { try await world.acknowledgements.hear(word) }
            }
            _ = try await world.settlement.desk.abort(1, by: "ana")
            #expect(try await world.say(DisputeWorld.word(.received)) == "version_superseded")
            _ = try await world.settlement.desk.calculate(1, by: "ana")
            _ = try await world.settlement.desk.dispatch(1, by: "ana")
            #expect(try await world.say(DisputeWorld.word(.received)) == "version_superseded")
            #expect(try await world.say(DisputeWorld.word(.received, version: 2)) == "received")
            #expect(
                try await world.settlement.scalar("select count(*) from acknowledgement_event where answer is not null")
                    == 2)
        }
    }

    @Test func `who says the same twice at once is heard once`() async throws {
        try await DisputeWorld.with { world in
            let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await world.acknowledgements.hear(DisputeWorld.word(.accepted)).isReplay }
                }
                return try await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(answers.count { !$0 } == 1)
        }
    }

    @Test func `time reminds and takes silence as the coalition says`() async throws {
        try await DisputeWorld.with(acknowledgement: Self.terms) { world in
            let pushed = try await world.acknowledgements.advance(limit: 10)
            #expect(pushed == 2)
            #expect(try await world.state() == "pushed")
            #expect(try await world.acknowledgements.advance(limit: 10) == 0)
            world.settlement.pass(days: 3)
            #expect(try await world.acknowledgements.advance(limit: 10) == 2)
            world.settlement.pass(days: 2)
            #expect(try await world.acknowledgements.advance(limit: 10) == 0)
            #expect(try await world.say(DisputeWorld.word(.accepted, from: .cafe)) == "accepted")
            world.settlement.pass(days: 1)
            #expect(try await world.acknowledgements.advance(limit: 10) == 1)
            #expect(try await world.state() == "accepted by silence")
            #expect(try await world.say(DisputeWorld.word(.disputed([DisputeWorld.claim]))) == "dispute_too_late")
            #expect(try await world.say(DisputeWorld.word(.accepted)) == "accepted")
            let alerts = "select count(*) from alert where kind = "
            #expect(try await world.settlement.scalar(alerts + "'acknowledgement_reminder'") == 2)
            #expect(try await world.settlement.scalar(alerts + "'acknowledgement_silent'") == 1)
        }
    }

    @Test func `the deadline holds before any worker has looked`() async throws {
        try await DisputeWorld.with(acknowledgement: Self.terms) { world in
            _ = try await world.acknowledgements.advance(limit: 10)
            world.settlement.pass(days: 6)
            #expect(try await world.say(DisputeWorld.word(.disputed([DisputeWorld.claim]))) == "dispute_too_late")
        }
    }

    @Test func `a statement counts as pushed once the first push has arrived`() async throws {
        try await DisputeWorld.with(acknowledgement: Self.terms, deliversTo: "file:///nowhere/") { world in
            _ = try await world.acknowledgements.advance(limit: 10)
            #expect(try await world.state() == "prepared")
            world.settlement.pass(days: 30)
            _ = try await world.acknowledgements.advance(limit: 10)
            #expect(try await world.state() == "prepared")
            try await Self.deliver(world)
            world.settlement.pass(days: 1)
            _ = try await world.acknowledgements.advance(limit: 10)
            // 31 days ago by the world's clock: reminders are over and silence counts.
            #expect(try await world.state() == "accepted by silence")
        }
    }

    /// Lets all pushes arrive.
    static func deliver(_ world: DisputeWorld) async throws {
        for claim in try await world.settlement.deliveries.claim(10, leaseSeconds: 60) {
            _ = try await world.settlement.deliveries.record(claim, .succeeded("sent"), random: 1)
        }
    }

    @Test func `a file in the delivered folder is taken, and another's is told of once`() async throws {
        try await DisputeWorld.with(deliversTo: "file:///nowhere/") { world in
            #expect(try await world.acknowledgements.takePlaces(limit: 10).isEmpty)
            try await Self.deliver(world)
            let places = try await world.acknowledgements.takePlaces(limit: 10)
            #expect(places.count == 2)
            #expect(try await world.acknowledgements.takePlaces(limit: 10).isEmpty)
            let grocery = try #require(places.first { $0.folder.party == .grocery })
            #expect(grocery.target.url == "file:///nowhere/")
            let manifest = try await world.settlement.text(
                "select encode(sha256(content), 'hex') from settlement_file where name = 'manifest.json' and party = 'grocery'"
            )
            // One is the café's word in the grocer's folder, one names another manifest, one is right.
            for (signer, digest, alerts, state) in [
                (PartnerID.cafe, manifest, Int64(1), "prepared"), (.cafe, manifest, 1, "prepared"),
                (.grocery, String(repeating: "0", count: 64), 2, "prepared"), (.grocery, manifest, 2, "accepted"),
                (.grocery, manifest, 2, "accepted"),
            ] {
                let content = AcknowledgementFile.Content(
                    signer: signer, keyID: "key", partner: signer.text, cycle: 1,
                    acknowledgement: Acknowledgement(version: 1, word: .accepted, manifestSHA256: digest))
                let worker = AcknowledgementWorker(
                    store: world.acknowledgements,
                    fetcher: OneFile(party: .grocery, bytes: Array("\(signer) \(digest)".utf8)),
                    verifier: Believing(content: content), logger: SettlementWorld.logger)
                try await world.settlement.run("update acknowledgement_fetch set next_at = clock_timestamp()")
                try await worker.step()
                #expect(
                    try await world.settlement.scalar(
                        "select count(*) from alert where kind = 'acknowledgement_refused'") == alerts)
                #expect((try await world.state()).hasPrefix(state) || state == "prepared")
            }
            #expect(try await world.state() == "accepted")
            // What the partner itself has answered is not looked for again.
            try await world.settlement.run("update acknowledgement_fetch set next_at = clock_timestamp()")
            #expect(try await world.acknowledgements.takePlaces(limit: 10).map(\.folder.party) == [.cafe])
        }
    }

    @Test func `events are only ever added to`() async throws {
        try await DisputeWorld.with { world in
            try await world.say(DisputeWorld.word(.accepted))
            for table in ["acknowledgement_event", "dispute_event", "dispute_line"] {
                await #expect(throws: (any Error).self) { try await world.settlement.run("delete from \(table)") }
                await #expect(throws: (any Error).self) { try await world.settlement.run("truncate \(table)") }
            }
        }
    }
}

/// A folder that holds one file.
struct OneFile: AcknowledgementFetching {
    let party: PartnerID
    let bytes: [UInt8]
    func fetch(_ place: AcknowledgementPlace) async -> FetchedAcknowledgement {
        place.folder.party == party ? .file(bytes) : .absent
    }
}

/// A verifier that believes one content of any file.
struct Believing: AcknowledgementVerifying {
    let content: AcknowledgementFile.Content
    func digest(of bytes: [UInt8]) -> [UInt8] { sha256(bytes) }
    func verify(_ bytes: [UInt8]) throws(AcknowledgementFileError) -> AcknowledgementFile.Content { content }
}

extension SettlementWorld {
    /// Answers one text.
    func text(_ sql: String) async throws -> String {
        try await pool.withConnection { connection in
            try connection.execute(Statement("tests.\(sql.hashValue)", sql)).only().text(0)
        }
    }
}
