import Foundation
import Testing

@testable import Certificates

/// A directory of one test, removed with it, and the real `openssl` command beside it.
final class Workshop: Sendable {
    let directory: String
    /// A fixed moment near now: `openssl` judges some things by the machine's clock.
    let now = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down))

    init() throws {
        directory = FileManager.default.temporaryDirectory.path + "/certificates-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    var store: CertificateStore {
        CertificateStore(publicDirectory: path("certs"), privateDirectory: path("data/keys"))
    }

    /// A store with the hub's own certificates made.
    func openStore() throws -> (CertificateStore, HubCertificates) {
        let store = store
        return (store, try store.initialise(try hub(), at: now))
    }

    func hub() throws -> HubIdentity {
        HubIdentity(
            organization: "Example Coalition", serverNames: [try .dns("localhost"), try .address("127.0.0.1")],
            settlementEmail: try .email("settlement@hub.example"))
    }

    func terms(
        _ profile: CertificateProfile, _ commonName: String = "grocery", from: TimeInterval = -300,
        until: TimeInterval = 86_400
    ) throws -> CertificateTerms {
        CertificateTerms(
            profile: profile, subject: try SubjectName(commonName: commonName),
            alternativeNames: profile == .server ? [try .dns("localhost")] : [], validFrom: now + from,
            validUntil: now + until)
    }

    /// An authority that keeps no books.
    func authority(_ name: String = "Test CA") throws -> CertificateAuthority {
        try CertificateAuthority.create(
            subject: try SubjectName(commonName: name), key: try .generate(.p256), validFrom: now - 10 * 86_400,
            validUntil: now + 10 * 86_400)
    }

    func path(_ name: String) -> String { directory + "/" + name }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    func mode(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? -1
    }

    /// Runs `openssl` in the directory; both outputs come together.
    func openssl(_ arguments: String...) throws -> (status: Int32, output: String) {
        try openssl(list: arguments)
    }

    func openssl(list arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        let log = path("openssl-\(UUID().uuidString).log")
        try Data().write(to: URL(fileURLWithPath: log))
        let handle = try #require(FileHandle(forWritingAtPath: log))
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try handle.close()
        return (process.terminationStatus, try String(contentsOfFile: log, encoding: .utf8))
    }
}

/// The error a closure throws, when it throws one of ours.
func refusal<Value>(_ body: () throws -> Value) -> CertificateError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? CertificateError
    }
}

/// Why a chain was refused, when it was.
func chainRefusal(_ body: () throws -> Void) -> ChainRefusal? {
    guard case .refused(let reason, _, _) = refusal(body) else { return nil }
    return reason
}
