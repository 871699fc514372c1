import CCurl
import Signatures

/// The owner of a `CURL *` easy handle and of its error buffer. The handle keeps its connection between requests.
///
/// Not for sharing: libcurl allows one thread at a time, and a `~Copyable` value of an actor has just one.
struct EasyHandle: ~Copyable {
    private let handle: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>

    /// curl_global_init(3) must precede every other call; a static is initialised once, whatever the number of threads.
    private static let libraryStart = ccurl_global_start()

    /// - Throws: ``HTTPConnectionError/library(_:)`` when libcurl cannot start.
    init() throws(HTTPConnectionError) {
        guard Self.libraryStart == CURLE_OK, let handle = curl_easy_init() else {
            throw .library(.init(curlCode: CURLE_FAILED_INIT.rawValue, detail: "curl_easy_init"))
        }
        self.handle = handle
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    /// Has libcurl write what went wrong into the buffer.
    func keepErrorText() throws(HTTPConnectionError) {
        try check(ccurl_set_error_buffer(handle, errorText))
    }

    deinit {
        curl_easy_cleanup(handle)
        errorText.deallocate()
    }

    func set(_ option: CURLoption, _ value: Int) throws(HTTPConnectionError) {
        try check(ccurl_set_long(handle, option, value))
    }

    func set(_ option: CURLoption, offset value: Int) throws(HTTPConnectionError) {
        try check(ccurl_set_offset(handle, option, curl_off_t(value)))
    }

    /// Libcurl copies the text; `nil` clears a built-in default.
    func set(_ option: CURLoption, _ value: String?) throws(HTTPConnectionError) {
        try check(ccurl_set_string(handle, option, value))
    }

    func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?) throws(HTTPConnectionError) {
        try check(ccurl_set_list(handle, option, list))
    }

    /// For what libcurl keeps a pointer to, which must then live until ``perform()`` has returned.
    func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) throws(HTTPConnectionError) {
        try check(ccurl_set_pointer(handle, option, pointer))
    }

    /// Hands header lines and content to two sinks, which must live until ``perform()`` has returned.
    ///
    /// Without a header function of its own libcurl calls the write function for header lines too, one line a call
    /// (CURLOPT_HEADERDATA(3)).
    func write(header: ReceivedBytes, content: ReceivedBytes) throws(HTTPConnectionError) {
        try check(ccurl_set_write_function(handle, ReceivedBytes.write))
        try set(CURLOPT_HEADERDATA, pointer: Unmanaged.passUnretained(header).toOpaque())
        try set(CURLOPT_WRITEDATA, pointer: Unmanaged.passUnretained(content).toOpaque())
    }

    /// Ends the transfer, within about a second, when the current task is cancelled.
    ///
    /// The callback runs on the thread that performs, inside the task, which is why `Task.isCancelled` sees it.
    func heedCancellation() throws(HTTPConnectionError) {
        try set(CURLOPT_NOPROGRESS, 0)
        try check(ccurl_set_progress_function(handle) { _, _, _, _, _ in Task.isCancelled ? 1 : 0 })
    }

    /// Runs the request; blocks.
    func perform() -> CURLcode {
        errorText.pointee = 0
        return curl_easy_perform(handle)
    }

    /// A figure about the last request; 0 when libcurl has none.
    func figure(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_get_long(handle, info, &value) == CURLE_OK ? value : 0
    }

    /// Whether anything of the last request may have been sent, on a kept connection that then broke too.
    var hasSent: Bool {
        var microseconds: curl_off_t = 0
        let wasReady =
            ccurl_get_offset(handle, CURLINFO_PRETRANSFER_TIME_T, &microseconds) == CURLE_OK && microseconds > 0
        return wasReady || figure(CURLINFO_REQUEST_SIZE) > 0
    }

    /// What libcurl says of the failed request.
    func fault(_ code: CURLcode) -> HTTPConnectionError.Fault {
        let detail = errorText.pointee == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: errorText)
        let system = figure(CURLINFO_OS_ERRNO)
        return HTTPConnectionError.Fault(
            curlCode: code.rawValue, systemError: system == 0 ? nil : Int32(truncatingIfNeeded: system), detail: detail)
    }

    private func check(_ code: CURLcode) throws(HTTPConnectionError) {
        guard code == CURLE_OK else {
            throw .library(.init(curlCode: code.rawValue, detail: String(cString: curl_easy_strerror(code))))
        }
    }
}

/// The owner of a `curl_slist *` of header lines.
struct HeaderList: ~Copyable {
    private var head: UnsafeMutablePointer<curl_slist>?

    /// Copies the lines.
    ///
    /// - Throws: ``HTTPConnectionError/library(_:)`` when there is no memory.
    init(_ lines: [String]) throws(HTTPConnectionError) {
        for line in lines {
            guard let longer = curl_slist_append(head, line) else {
                throw .library(.init(curlCode: CURLE_OUT_OF_MEMORY.rawValue, detail: "curl_slist_append"))
            }
            head = longer
        }
    }

    deinit {
        curl_slist_free_all(head)
    }

    /// Lends the list; libcurl reads it until the request it is set on has ended, so perform inside.
    func withList<Value>(
        _ body: (UnsafeMutablePointer<curl_slist>?) throws(HTTPConnectionError) -> Value
    ) throws(HTTPConnectionError) -> Value {
        try body(head)
    }
}

/// Gathers what a server sends, up to a limit.
final class ReceivedBytes {
    private(set) var bytes: [UInt8] = []
    private(set) var isTooLarge = false
    private let limitBytes: Int
    private let header: ReceivedBytes?

    /// - Parameter header: where the header lines of the same answer were gathered before.
    init(limitBytes: Int, after header: ReceivedBytes? = nil) {
        self.limitBytes = limitBytes
        self.header = header
    }

    /// Makes room for all that the header announces: growing step by step would take twice as much.
    private func reserve() {
        guard let header, let fields = ResponseHeader(header.bytes)?.fields,
            let count = fields.combined("content-length").flatMap({ Int($0) }), count > 0
        else { return }
        bytes.reserveCapacity(min(count, limitBytes))
    }

    /// CURLOPT_WRITEFUNCTION(3): any other answer than the count given ends the transfer.
    static let write: curl_write_callback = { buffer, size, count, context in
        guard let buffer, let context else { return 0 }
        let received = Unmanaged<ReceivedBytes>.fromOpaque(context).takeUnretainedValue()
        let piece = UnsafeRawBufferPointer(start: buffer, count: size * count)
        guard received.bytes.count + piece.count <= received.limitBytes else {
            received.isTooLarge = true
            return 0
        }
        if received.bytes.isEmpty { received.reserve() }
        received.bytes.append(contentsOf: piece)
        return piece.count
    }
}
