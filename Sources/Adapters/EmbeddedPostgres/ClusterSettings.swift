import Glibc

/// How the server of a cluster is set up.
///
/// The settings are given on its command line, so that they follow the program's version, not the cluster's age.
public struct ClusterSettings: Hashable, Sendable {
    /// What a commit's answer means.
    public enum Durability: Hashable, Sendable {
        /// The transaction is on disk.
        case durable
        /// Nothing is ever flushed: for tests, whose data ends with them.
        case volatile
    }

    /// What a commit's answer means.
    public var durability = Durability.durable
    /// The most connections at once.
    public var maximumConnections = 100
    /// Memory for shared buffers, in MiB.
    public var sharedBuffersMebibytes: Int
    /// More run-time parameters of the server, by name; they win over those here.
    public var parameters: [String: String] = [:]
    /// Where the server's programs are looked for.
    public var programs = ProgramSearch()
    /// How long a start may take, crash recovery included, in seconds.
    public var startLimitSeconds = 300
    /// How long to wait for another command, or for a hub that is starting, in seconds.
    public var patienceSeconds = 60

    /// Settings for this machine: an eighth of its memory for shared buffers, 64 to 1024 MiB.
    public init() {
        let mebibytes = sysconf(Int32(_SC_PHYS_PAGES)) / 256 * (sysconf(Int32(_SC_PAGESIZE)) / 4096)
        sharedBuffersMebibytes = min(max(mebibytes / 8, 64), 1024)
    }

    /// The server's parameters, in the order of their names.
    func all(socketDirectory: String) -> [(name: String, value: String)] {
        var all = [
            "listen_addresses": "", "unix_socket_directories": socketDirectory, "unix_socket_permissions": "0700",
            "port": "5432", "cluster_name": "clearinghouse",
            "max_connections": String(maximumConnections), "shared_buffers": "\(sharedBuffersMebibytes)MB",
            // Files of the log that a checkpoint has freed are kept for a morning's rush: a new one is 16 MiB of zeros
            // that commits wait for.
            "max_wal_size": "2GB", "min_wal_size": "1GB", "wal_buffers": "16MB", "wal_compression": "on",
            "checkpoint_timeout": "15min", "random_page_cost": "1.1", "jit": "off",
            "timezone": "UTC", "log_timezone": "UTC",
            // A file a weekday, begun anew each week. No values of rows in it: terse leaves out the detail lines.
            "logging_collector": "on", "log_destination": "stderr", "log_directory": "../log",
            "log_filename": "postgresql-%a.log", "log_truncate_on_rotation": "on", "log_rotation_age": "1d",
            "log_rotation_size": "0", "log_file_mode": "0600", "log_line_prefix": "%m [%p] %a ",
            "log_error_verbosity": "terse", "log_parameter_max_length_on_error": "0",
        ]
        switch durability {
        case .durable:
            all["fsync"] = "on"
            all["full_page_writes"] = "on"
            all["synchronous_commit"] = "on"
        case .volatile:
            all["fsync"] = "off"
            all["full_page_writes"] = "off"
            all["synchronous_commit"] = "off"
        }
        all.merge(parameters) { _, ours in ours }
        return all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
