import Logging

/// Keeps what a request's logger is told of its request, and makes text of it only when something is logged: every request
/// has a logger of its own, and hardly any logs.
struct RequestLogHandler: LogHandler {
    private let target: Logger
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel: Logger.Level

    /// A handler that logs by another logger.
    init(_ target: Logger) {
        self.target = target
        logLevel = target.logLevel
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let told = metadata.merging(event.metadata ?? [:]) { _, ofEvent in ofEvent }
        target.log(
            level: event.level, event.message, metadata: told, source: event.source, file: event.file,
            function: event.function, line: event.line)
    }
}
