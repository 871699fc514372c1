import Foundation
import Glibc

/// Why a file server could not be set up.
public enum ServerError: Error, CustomStringConvertible {
    /// The program is missing or could not be run.
    case notStarted(program: String, reason: String)
    /// It ran, but did not take connections in time; `log` is the end of what it wrote.
    case notReady(program: String, log: String)
    /// A tool such as `openssl` or `ssh-keygen` failed.
    case toolFailed(command: String, output: String)

    /// The case in words.
    public var description: String {
        switch self {
        case .notStarted(let program, let reason): "\(program) did not start: \(reason)"
        case .notReady(let program, let log): "\(program) takes no connections: \(log)"
        case .toolFailed(let command, let output): "\(command): \(output)"
        }
    }
}

/// What the servers share: ports, waiting, running a tool.
public enum ServerTools {
    /// A TCP port of 127.0.0.1 that nobody uses at this moment.
    public static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard result else { throw ServerError.notStarted(program: "bind", reason: String(cString: strerror(errno))) }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Whether somebody takes connections on a port of 127.0.0.1.
    public static func isListening(port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: port)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// Starts a server and waits, up to ten seconds, until it takes connections; tries once more if it does not live.
    static func start(_ program: String, _ arguments: [String], logFile: String, port: Int) throws -> ServerProcess {
        for _ in 0..<2 {
            let process = try ServerProcess(program, arguments, logFile: logFile)
            let limit = Date(timeIntervalSinceNow: 10)
            while process.processIdentifier != nil, Date() < limit {
                if isListening(port: port) { return process }
                usleep(10_000)
            }
            process.kill()
        }
        let log = (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? ""
        throw ServerError.notReady(program: program, log: String(log.suffix(2_000)))
    }

    /// Runs a tool in a folder to its end and answers what it wrote; that goes through a file, so nothing can wait on a pipe.
    ///
    /// - Throws: ``ServerError/toolFailed(command:output:)`` unless it exits with 0.
    @discardableResult
    public static func run(_ program: String, _ arguments: [String], in folder: String) throws -> String {
        let log = "\(folder)/tool-\(UUID().uuidString).log"
        defer { unlink(log) }
        var pid: pid_t = 0
        let words = ["/usr/bin/env", "--chdir", folder, program] + arguments
        let failure = ChildProgram.spawn(words, logFile: log, &pid)
        guard failure == 0 else {
            throw ServerError.notStarted(program: program, reason: String(cString: strerror(failure)))
        }
        let status = ChildProgram.wait(for: pid)
        let output = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        guard status == 0 else {
            throw ServerError.toolFailed(command: ([program] + arguments).joined(separator: " "), output: output)
        }
        return output
    }

    /// Makes a private folder, parents included.
    static func makeFolder(_ path: String, mode: Int = 0o700) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
    }

    /// Writes a file that only its owner may read.
    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        chmod(path, 0o600)
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
