import Foundation
import Logging

/// How a hub is started: where its data is, where it listens, what the outside calls it.
public struct HubOptions: Sendable {
    /// The data directory.
    public var data: String
    /// The folder of public certificates; absent, `<data>/certs`.
    public var certificates: String?
    /// Any libpq connection string; absent, a private cluster under the data directory.
    public var databaseURL: String?
    /// The address to listen on.
    public var listenHost: String
    /// The port to listen on; 0 takes any free one.
    public var listenPort: Int
    /// What partners sign as the hub's address; absent, `http://` and the address listened on.
    public var publicURL: String?
    /// How many transactions may be under way at once.
    public var lanes: Int
    /// The folder that relative paths in partner files are resolved against.
    public var baseFolder: String
    /// The least level that is logged.
    public var logLevel: Logger.Level
    /// Microseconds added to the database's clock; zero but in tests and rehearsals.
    public var clockOffset: @Sendable () -> Int64

    /// Options with the defaults of PROTOCOL.md section 7.
    public init(
        data: String = "var", certificates: String? = nil,
        databaseURL: String? = ProcessInfo.processInfo.environment["DATABASE_URL"].flatMap { $0.isEmpty ? nil : $0 },
        listenHost: String = "127.0.0.1", listenPort: Int = 8080, publicURL: String? = nil, lanes: Int = 2,
        baseFolder: String = FileManager.default.currentDirectoryPath, logLevel: Logger.Level = .notice,
        clockOffset: @escaping @Sendable () -> Int64 = { 0 }
    ) {
        self.data = data
        self.certificates = certificates
        self.databaseURL = databaseURL
        self.listenHost = listenHost
        self.listenPort = listenPort
        self.publicURL = publicURL
        self.lanes = lanes
        self.baseFolder = baseFolder
        self.logLevel = logLevel
        self.clockOffset = clockOffset
    }
}
