import CPostgres
import Glibc

/// The owner of one `PGconn`, closed when it ends. All of libpq that a connection needs, without waiting: every call
/// but ``init(_:)`` returns at once. A closed handle answers like a broken one.
struct PostgresHandle: ~Copyable {
    private var pointer: OpaquePointer?

    /// A handle that is closed from the start.
    init() {
        pointer = nil
    }

    /// Connects, and waits for it. Later parameters override earlier ones; `dbname` may be a whole connection string.
    init(_ parameters: [(keyword: String, value: String)]) {
        let keywords = parameters.map { strdup($0.keyword) }
        let values = parameters.map { strdup($0.value) }
        defer { for text in keywords + values { free(text) } }
        let end: [UnsafePointer<CChar>?] = [nil]
        pointer = PQconnectdbParams(
            keywords.map { UnsafePointer($0) } + end, values.map { UnsafePointer($0) } + end, 1)
        PQsetNoticeProcessor(pointer, { _, _ in }, nil)  // by default notices are printed to standard error
        _ = PQsetnonblocking(pointer, 1)
    }

    deinit {
        PQfinish(pointer)
    }

    mutating func close() {
        PQfinish(pointer)
        pointer = nil
    }

    var isOpen: Bool { pointer != nil && PQstatus(pointer) == CONNECTION_OK }
    var serverVersion: Int { Int(PQserverVersion(pointer)) }
    var backend: Int32 { PQbackendPID(pointer) }
    var transactionStatus: PGTransactionStatusType { PQtransactionStatus(pointer) }
    var isBusy: Bool { PQisBusy(pointer) == 1 }

    /// libpq's words for what went wrong last; only for errors of connecting, since others may quote values.
    var errorText: String {
        PQerrorMessage(pointer).map { String(cString: $0) } ?? ""
    }

    /// Sends what is buffered: true when all is gone, false when the socket takes no more now.
    func flush() throws(ConnectionLoss) -> Bool {
        switch PQflush(pointer) {
        case 0: true
        case 1: false
        default: throw .whileWriting
        }
    }

    /// Takes in what has arrived.
    func consumeInput() throws(ConnectionLoss) {
        guard PQconsumeInput(pointer) == 1 else { throw .whileReading }
    }

    /// The next result, nil at the end of a command's; only when ``isBusy`` is false.
    func nextResult() -> PostgresResult? {
        PQgetResult(pointer).map { PostgresResult($0) }
    }

    func enterPipeline() throws(ConnectionLoss) { try check(PQenterPipelineMode(pointer)) }
    func exitPipeline() throws(ConnectionLoss) { try check(PQexitPipelineMode(pointer), .outOfStep) }
    func sync() throws(ConnectionLoss) { try check(PQpipelineSync(pointer)) }
    func send(script: String) throws(ConnectionLoss) { try check(PQsendQuery(pointer, script)) }

    func prepare(_ name: String, _ sql: String, _ types: [PostgresType]) throws(ConnectionLoss) {
        try check(PQsendPrepare(pointer, name, sql, Int32(types.count), types.map(\.identifier)))
    }

    func execute(
        _ name: String, _ buffer: borrowing ParameterBuffer, _ offsets: ArraySlice<Int>
    ) throws(ConnectionLoss) {
        let connection = pointer
        let sent = buffer.withParameters(at: offsets) { values, lengths, formats in
            PQsendQueryPrepared(connection, name, Int32(offsets.count), values, lengths, formats, 1)
        }
        try check(sent)
    }

    func putCopy(_ buffer: borrowing ParameterBuffer) throws(ConnectionLoss) {
        let connection = pointer
        let sent = buffer.withContents { bytes in
            PQputCopyData(connection, bytes.assumingMemoryBound(to: CChar.self).baseAddress, Int32(bytes.count))
        }
        try check(sent)
    }

    /// Ends COPY FROM STDIN; with a `refusal`, the server drops what it was sent.
    func endCopy(refusal: String? = nil) throws(ConnectionLoss) {
        try check(PQputCopyEnd(pointer, refusal))
    }

    /// The next chunk of COPY TO STDOUT, appended to `chunk`.
    func takeCopy(into chunk: inout [UInt8]) throws(ConnectionLoss) -> CopyProgress {
        var buffer: UnsafeMutablePointer<CChar>?
        let length = PQgetCopyData(pointer, &buffer, 1)
        defer { PQfreemem(buffer) }
        switch length {
        case 1...:
            chunk.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: Int(length)))
            return .taken
        case 0: return .waiting
        case -1: return .ended
        default: throw .whileReading
        }
    }

    /// The next notification that has arrived.
    func nextNotification() -> PostgresNotification? {
        guard let notification = PQnotifies(pointer) else { return nil }
        defer { PQfreemem(notification) }
        return PostgresNotification(
            channel: String(cString: notification.pointee.relname),
            payload: String(cString: notification.pointee.extra), backend: notification.pointee.be_pid)
    }

    func quotedIdentifier(_ name: String) -> String {
        guard let quoted = PQescapeIdentifier(pointer, name, name.utf8.count) else { return "" }
        defer { PQfreemem(quoted) }
        return String(cString: quoted)
    }

    func cancelRequest() -> CancelRequest? {
        PQgetCancel(pointer).map { CancelRequest($0) }
    }

    /// Waits until the socket is readable, or writable when asked for, or the deadline has passed (then false).
    func wait(forWriting: Bool, until deadline: ContinuousClock.Instant?) throws(ConnectionLoss) -> Bool {
        let socket = PQsocket(pointer)
        guard socket >= 0 else { throw .whileReading }
        while true {
            var entry = pollfd(fd: socket, events: Int16(forWriting ? POLLIN | POLLOUT : POLLIN), revents: 0)
            let ready = poll(&entry, 1, Self.milliseconds(until: deadline))
            if ready > 0 { return true }
            if ready < 0 && errno != EINTR { throw .whileReading }
            if ready == 0, let deadline, deadline <= .now { return false }
        }
    }

    /// Rounded up, and at most a minute, after which `wait` asks again; -1 waits for ever.
    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = ContinuousClock.now.duration(to: deadline)
        if left >= .seconds(60) { return 60_000 }
        let (seconds, attoseconds) = left.components
        return left <= .zero ? 0 : Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    private func check(_ result: Int32, _ loss: ConnectionLoss = .whileWriting) throws(ConnectionLoss) {
        guard result == 1 else { throw loss }
    }
}

extension ConnectionLoss: Error {}

/// What became of one attempt to read COPY data.
enum CopyProgress {
    case taken
    case waiting
    case ended
}
