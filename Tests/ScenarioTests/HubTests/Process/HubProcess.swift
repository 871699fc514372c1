import Foundation
import Glibc
import LoopbackServers
import PartnerClient
import ScenarioKit
import Signatures
import Wire

/// The real `clearinghouse` program, serving in a process of its own with its own database.
final class HubProcess: Sendable {
    let data: String
    let address: PublicAddress
    let hubKeys: JSONWebKeySet
    private let shell: ServerProcess
    private let notes: String

    /// The program beside this test's own bundle.
    static let program: String = {
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        // Whatever runs the tests, they lie somewhere below the folder of the products.
        let places = [Bundle.main.bundleURL, Bundle.main.executableURL?.deletingLastPathComponent(), folder]
        for place in places.compactMap({ $0 }) {
            folder = place
            for _ in 0..<4 {
                let path = folder.path + "/clearinghouse"
                if FileManager.default.isExecutableFile(atPath: path) { return path }
                folder.deleteLastPathComponent()
            }
        }
        return "/nonexistent/clearinghouse"
    }()

    /// Starts `clearinghouse serve` on a free port and waits until it takes requests.
    static func start(data: String, arguments: [String] = []) async throws -> HubProcess {
        let notes = "\(data)-notes-\(UInt32.random(in: .min ... .max))"
        let shell = try run(["serve", "--listen", "127.0.0.1:0", "--json"] + arguments, data: data, notes: notes)
        var address: PublicAddress?
        do {
            try await eventually("the hub is ready") {
                if let line = text("\(notes).out").split(separator: "\n").first,
                    let url = (try? JSONReader.read(text: String(line)))?["public_url"]?.string
                {
                    address = PublicAddress(url: url)
                }
                if shell.processIdentifier == nil { throw StoryBroken(text("\(notes).err")) }
                return address != nil
            }
        } catch {
            shell.kill()
            throw error
        }
        guard let address else { throw StoryBroken("no address") }
        let keys = try await HubClient.fetchKeys(over: HTTPConnection(to: address))
        return HubProcess(data: data, address: address, hubKeys: keys, shell: shell, notes: notes)
    }

    /// Runs a command to its end: its exit status, what it printed and what it complained of.
    static func command(_ arguments: [String], data: String) async throws -> (status: Int, out: String, err: String) {
        let notes = "\(data)-notes-\(UInt32.random(in: .min ... .max))"
        let shell = try run(arguments, data: data, notes: notes)
        try await eventually("\(arguments[0]) ends", within: 60) { shell.processIdentifier == nil }
        return (Int(text("\(notes).exit").prefix { $0.isNumber }) ?? -1, text("\(notes).out"), text("\(notes).err"))
    }

    private init(
        data: String, address: PublicAddress, hubKeys: JSONWebKeySet, shell: ServerProcess, notes: String
    ) {
        self.data = data
        self.address = address
        self.hubKeys = hubKeys
        self.shell = shell
        self.notes = notes
    }

    func till(_ files: CoalitionFiles, _ partner: String) throws -> Till {
        Till(
            key: try files.key("\(partner)-1"), keyID: "\(partner)-1", connection: try HTTPConnection(to: address),
            hubKeys: hubKeys)
    }

    /// SIGKILL to the hub and to its database at once, as a power cut would.
    func cutPower() { shell.kill() }

    /// SIGTERM to the hub alone, as a service manager would; answers the exit status.
    func drain() async throws -> Int {
        guard let hub = pid_t(Self.text("\(notes).pid").prefix { $0.isNumber }) else { throw StoryBroken("no pid") }
        Glibc.kill(hub, SIGTERM)
        try await eventually("the hub has drained", within: 40) { shell.processIdentifier == nil }
        return Int(Self.text("\(notes).exit").prefix { $0.isNumber }) ?? -1
    }

    var complaints: String { Self.text("\(notes).err") }

    /// A shell notes the program's id and its exit status; the program ends with the shell at the latest.
    private static func run(_ arguments: [String], data: String, notes: String) throws -> ServerProcess {
        let script = """
            cd "$1" || exit 1
            notes=$2; shift 2
            unset DATABASE_URL
            /usr/bin/setpriv --pdeathsig KILL -- "$@" >"$notes.out" 2>"$notes.err" &
            echo $! >"$notes.pid"
            wait $!
            echo $? >"$notes.exit"
            """
        let folder = (data as NSString).deletingLastPathComponent
        return try ServerProcess(
            "/bin/sh", ["-c", script, "sh", folder, notes, program] + arguments + ["--data", data],
            logFile: "\(notes).log")
    }

    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}

/// A story whose hub is a process of its own.
struct ProcessScenario: Sendable {
    let folder: ScenarioFolder
    let files: CoalitionFiles
    var data: String { folder.path + "/data" }

    init() throws {
        folder = try ScenarioFolder()
        files = try CoalitionFiles(folder.path)
        try files.write()
    }

    /// Starts the hub; its coalition is applied when it has none yet.
    func start() async throws -> HubProcess {
        let isNew = !FileManager.default.fileExists(atPath: data + "/keys")
        let hub = try await HubProcess.start(data: data)
        if isNew {
            let applied = try await HubProcess.command(["partners", "apply", files.folder], data: data)
            guard applied.status == 0 else { throw StoryBroken(applied.err) }
        }
        return hub
    }

    /// `clearinghouse audit` must find nothing.
    func agrees() async throws {
        let audit = try await HubProcess.command(["audit", "--json"], data: data)
        guard audit.status == 0 else { throw StoryBroken(audit.out + audit.err) }
    }
}
