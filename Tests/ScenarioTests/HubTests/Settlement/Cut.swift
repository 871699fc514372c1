import CoalitionTestKit
@testable import Composition
import Foundation
import Operations
import Partners
import Postgres
import ScenarioKit

/// One way in which a node is cut off in the middle of settling.
enum Cut: Hashable, Sendable {
    /// Its connection ends at the n-th row it writes, or at the commit of the audit entry after it.
    case write(Int)
    /// All its connections end after so many microseconds.
    case moment(Int)
    /// It dies while it pushes folders.
    case pushing
    /// It dies while it keeps folders: of one only the first files are there, one of them torn.
    case keeping
    /// It dies between the release and the file for the bank.
    case releasing

    /// One of them.
    ///
    /// - Parameters:
    ///   - writes: how many rows a whole settlement writes.
    ///   - microseconds: how long one takes.
    init(_ random: inout ModelRandom, writes: Int, microseconds: Int) {
        switch random.number(1...20) {
        case 1...9: self = .write(random.number(1...max(1, writes)))
        case 10...13: self = .moment(random.number(0...max(1, microseconds)))
        case 14...16: self = .pushing
        case 17...18: self = .keeping
        default: self = .releasing
        }
    }
}

extension SettlementStory {
    /// Puts a wire into every table: the n-th row written from now on ends the session that writes it.
    func layWires() async throws {
        try await change(
            """
            create sequence cut_step;
            create sequence cut_at minvalue 0 start 0;
            create function cut() returns trigger language plpgsql as $$
            begin
                if (select last_value from cut_at) > 0 and nextval('cut_step') = (select last_value from cut_at) then
                    perform pg_terminate_backend(pg_backend_pid());
                end if;
                return null;
            end
            $$;
            do $$
            declare place text;
            begin
                for place in select tablename from pg_tables where schemaname = 'public' loop
                    execute format('create trigger zz_cut after insert or update or delete on %I '
                        || 'for each row execute function cut()', place);
                end loop;
            end
            $$;
            create constraint trigger zz_cut_commit after insert on audit_entry
                deferrable initially deferred for each row execute function cut();
            """)
    }

    /// Makes the n-th row from now on the last of its session; 0 for none.
    func arm(_ step: Int) async throws {
        try await change("select setval('cut_step', 1, false), setval('cut_at', \(step))")
    }

    /// Rows written since wires were armed.
    func rowsWritten() async throws -> Int {
        Int(try await number("select case when is_called then last_value else 0 end from cut_step"))
    }

    /// Does a cycle's work on a node of its own that is cut off.
    ///
    /// - Returns: whether it was: a cut may also come when all is done.
    func work(_ cycle: Int64, versions: Int64, cut: Cut, _ random: inout ModelRandom) async throws -> Bool {
        let since = try await number("select (extract(epoch from clock_timestamp()) * 1000000)::bigint")
        let node = try await node()
        var isCut = true
        do {
            switch cut {
            case .write(let step):
                try await arm(step)
                try await settle(cycle, versions: versions, on: node)
                isCut = false
            case .moment(let microseconds):
                async let ending: Void = end(after: microseconds, since: since)
                let result = await Result { try await settle(cycle, versions: versions, on: node) }
                try await ending
                _ = try result.get()
                isCut = false
            case .pushing:
                try await dispatch(cycle, on: node)
                try await pushHalf(&random, on: node)
            case .keeping:
                try await dispatch(cycle, on: node)
                try tearKept(cycle, &random)
            case .releasing:
                try await dispatch(cycle, version: versions, on: node)
                let due = try await node.payments.payments(of: cycle).filter {
                    $0.direction == .incoming && $0.state == .pending
                }
                let incoming = due.map { BankMovement.incoming(reference: $0.endToEndID, $0.amount.minorUnits) }
                let path = try bank.statement(incoming, day: Self.today())
                _ = try await node.payments.importFile(path, by: "ana")
                _ = try await node.payments.release(by: "ana")
                try loseMessages(cycle, &random)
            }
        } catch let broken as StoryBroken {
            await node.close()
            throw broken
        } catch {
            // The node is gone; what it said last does not matter.
        }
        try await arm(0)
        await node.close()
        return isCut
    }

    /// Everything from the close to the paid cycle; with two versions the first is given up after it was pushed.
    func settle(_ cycle: Int64, versions: Int64, on node: Hub) async throws {
        for version in 1...versions {
            try await dispatch(cycle, version: version, on: node)
            try await push(on: node)
        }
        try await pay(cycle, on: node)
    }

    private func end(after microseconds: Int, since: Int64) async throws {
        try await Task.sleep(for: .microseconds(microseconds))
        let connection = try await database.connect()
        try await connection.simple(
            """
            select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
                and application_name = 'clearinghouse' and backend_start > to_timestamp(\(since) / 1000000.0)
            """, name: "story.end")
        await connection.close()
    }

    /// Leaves of one kept folder what stands there when the power goes: the first files, and a piece of the next.
    private func tearKept(_ cycle: Int64, _ random: inout ModelRandom) throws {
        let parties = (Self.members.map(\.text) + ["operator"]).sorted()
        guard let party = random.one(of: parties) else { return }
        let place = "\(kept)/\(party)/\(CycleName.text(cycle))/v1"
        let names = try FileManager.default.contentsOfDirectory(atPath: place).sorted { $0 > $1 }
        guard names.contains("manifest.json") else { return }
        // The manifest goes in any case: it is written last.
        try FileManager.default.removeItem(atPath: "\(place)/manifest.json")
        let others = names.filter { $0 != "manifest.json" }
        let lost = random.number(0...others.count)
        for name in others.prefix(lost) { try FileManager.default.removeItem(atPath: "\(place)/\(name)") }
        if let torn = others.dropFirst(lost).first {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(place)/\(torn)"))
            // Under its own name where the disk lost what came after the rename, and under that of a file being written.
            let name = random.chance(50) ? torn : "\(torn).\(UUID().uuidString).part"
            try FileManager.default.removeItem(atPath: "\(place)/\(torn)")
            try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: "\(place)/\(name)"))
        }
    }

    /// Takes files for the bank away, sometimes after the bank has seen them.
    private func loseMessages(_ cycle: Int64, _ random: inout ModelRandom) throws {
        let outbox = hub.directory.path + "/bank"
        if random.chance(50) { try bank.carryOut(outbox: outbox) }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: outbox)) ?? []
        for name in names where name.contains(CycleName.text(cycle)) {
            try FileManager.default.removeItem(atPath: "\(outbox)/\(name)")
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
