import Glibc
import Postgres

/// Why there is no private PostgreSQL cluster to work with.
///
/// Each case carries facts; `description` makes one sentence of them that also says what to do.
public enum ClusterError: Error, Hashable, Sendable {
    /// No server of version 15 or later was found in these directories.
    case serverMissing(searched: [String])
    /// Another program that the cluster needs is missing, such as `/usr/bin/setpriv`.
    case programMissing(path: String)
    /// This process runs as root, and the user that PostgreSQL must run as does not exist.
    case userMissing(name: String)
    /// The cluster was made by this major version, and only those are installed.
    case versionDiffers(directory: String, cluster: Int, installed: [Int])
    /// Another process works on the data directory; `identifier` is its process id.
    case inUse(directory: String, identifier: Int32, ClusterMode)
    /// The hub that holds the data directory does not take connections yet.
    case hubNotReady(directory: String, identifier: Int32, seconds: Int)
    /// The data directory is held, but nobody says who holds it.
    case locked(path: String)
    /// The user that PostgreSQL runs as may not enter this directory, which lies above the data.
    case unreachable(directory: String, user: String)
    /// The cluster belongs to another user than the one that would run it.
    case ownedByAnother(path: String, owner: UInt32)
    /// The directory for the socket exists under the system's temporary directory, and is not ours.
    case socketDirectoryTaken(path: String)
    /// A system call on a file failed; `code` is `errno`.
    case file(path: String, operation: String, code: Int32)
    /// A program could not be started; `code` is `errno`.
    case notStarted(program: String, code: Int32)
    /// `initdb` failed; the end of what it wrote.
    case initializationFailed(output: String)
    /// The server ended while it was starting; the end of what it wrote.
    case endedWhileStarting(output: String)
    /// The server did not take connections in time; the last answer.
    case notReady(seconds: Int, reason: String)
    /// A server that an earlier run left on this directory does not end; `identifier` is its process id.
    case leftOverServer(directory: String, identifier: Int32)
    /// The server runs, and making the database in it failed.
    case database(PostgresError)
    /// The waiting task was cancelled.
    case cancelled
}

extension ClusterError: CustomStringConvertible {
    /// What happened and what to do, in one or two sentences without personal data.
    public var description: String {
        switch self {
        case .serverMissing(let searched):
            "no PostgreSQL server of version 15 or later is installed (looked in \(searched.joined(separator: ", "))): "
                + "run `apt-get install postgresql-15`, or set DATABASE_URL to use another server"
        case .programMissing(let path):
            "\(path) is missing: run `apt-get install util-linux`"
        case .userMissing(let name):
            "PostgreSQL does not run as root, and there is no user \(name): run `apt-get install postgresql-15`, which "
                + "makes it, or start as another user"
        case .versionDiffers(let directory, let cluster, let installed):
            "the database in \(directory) was made by PostgreSQL \(cluster), and installed is only "
                + "\(installed.map(String.init).joined(separator: ", ")): run `apt-get install postgresql-\(cluster)`, or "
                + "move the data with pg_upgrade"
        case .inUse(let directory, let identifier, .serving):
            "the hub with process id \(identifier) serves from \(directory) already: stop it first, or choose another "
                + "directory with --data"
        case .inUse(let directory, let identifier, .visiting):
            "a command with process id \(identifier) works on \(directory): try again when it is done"
        case .hubNotReady(let directory, let identifier, let seconds):
            "the hub with process id \(identifier) on \(directory) is not ready after \(seconds) s: see what it logs"
        case .locked(let path):
            "another process holds \(path): find it with `fuser \(path)` and stop it"
        case .unreachable(let directory, let user):
            "PostgreSQL runs as user \(user), who may not enter \(directory): choose another directory with --data, or "
                + "run `chmod o+x \(directory)`"
        case .ownedByAnother(let path, let owner):
            "\(path) belongs to the user with id \(owner): start as the user who made it, or change its owner"
        case .socketDirectoryTaken(let path):
            "\(path) exists and is not a private directory of ours: remove it"
        case .file(let path, let operation, let code):
            "cannot \(operation) \(path): \(String(cString: strerror(code)))"
        case .notStarted(let program, let code):
            "cannot start \(program): \(String(cString: strerror(code)))"
        case .initializationFailed(let output):
            "initdb failed: \(output)"
        case .endedWhileStarting(let output):
            "PostgreSQL ended while it was starting: \(output)"
        case .notReady(let seconds, let reason):
            "PostgreSQL takes no connections after \(seconds) s: \(reason)"
        case .leftOverServer(let directory, let identifier):
            "a PostgreSQL server of an earlier run (process id \(identifier)) does not leave \(directory): stop it with "
                + "`kill -INT \(identifier)`"
        case .database(let error):
            "the database could not be made: \(error)"
        case .cancelled:
            "the start of PostgreSQL was cancelled"
        }
    }
}

/// How a process uses a data directory.
public enum ClusterMode: String, Hashable, Sendable {
    /// As the hub: it owns the directory, and no other hub may.
    case serving
    /// As a command: beside a hub that serves, or with the server for itself while it runs.
    case visiting
}
