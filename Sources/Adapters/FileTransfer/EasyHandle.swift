import CCurl
import Glibc

/// The owner of a `CURL *` easy handle and of its error buffer.
///
/// Not for sharing: libcurl allows one thread at a time, and a `~Copyable` local value has just one.
struct EasyHandle: ~Copyable {
    private let handle: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>

    /// curl_global_init(3) must precede every other call; a static is initialised once, whatever the number of threads.
    private static let libraryStart = ccurl_global_start()

    /// - Throws: ``TransferError/library(_:)`` when libcurl cannot start.
    init() throws(TransferError) {
        guard Self.libraryStart == CURLE_OK, let handle = curl_easy_init() else {
            throw .library(.init(curlCode: CURLE_FAILED_INIT.rawValue, detail: "curl_easy_init"))
        }
        self.handle = handle
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(handle)
        errorText.deallocate()
    }

    /// Forgets every option; open connections are kept for the next transfer.
    func reset() throws(TransferError) {
        curl_easy_reset(handle)
        errorText.pointee = 0
        try check(ccurl_set_error_buffer(handle, errorText))
    }

    func set(_ option: CURLoption, _ value: Int) throws(TransferError) {
        try check(ccurl_set_long(handle, option, value))
    }

    func set(_ option: CURLoption, offset value: Int) throws(TransferError) {
        try check(ccurl_set_offset(handle, option, curl_off_t(value)))
    }

    /// Libcurl copies the text; `nil` clears a built-in default.
    func set(_ option: CURLoption, _ value: String?) throws(TransferError) {
        try check(ccurl_set_string(handle, option, value))
    }

    func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?) throws(TransferError) {
        try check(ccurl_set_list(handle, option, list))
    }

    /// Reads the upload from `source`, which must live until ``perform()`` has returned.
    func read(from source: UploadSource) throws(TransferError) {
        let pointer = Unmanaged.passUnretained(source).toOpaque()
        try check(ccurl_set_read_function(handle, UploadSource.read))
        try check(ccurl_set_pointer(handle, CURLOPT_READDATA, pointer))
        try check(ccurl_set_seek_function(handle, UploadSource.seek))
        try check(ccurl_set_pointer(handle, CURLOPT_SEEKDATA, pointer))
    }

    /// Hands what is received to `sink`, which must live until ``perform()`` has returned.
    func write(to sink: ReceivedBytes) throws(TransferError) {
        try check(ccurl_set_write_function(handle, ReceivedBytes.write))
        try check(ccurl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(sink).toOpaque()))
    }

    /// Hands what is received to `sink`, which must live until ``perform()`` has returned.
    func write(to sink: KeptBytes) throws(TransferError) {
        try check(ccurl_set_write_function(handle, KeptBytes.write))
        try check(ccurl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(sink).toOpaque()))
    }

    /// Ends the transfer, within about a second, when the current task is cancelled.
    ///
    /// The callback runs on the thread that performs, inside the task, which is why `Task.isCancelled` sees it.
    func heedCancellation() throws(TransferError) {
        try set(CURLOPT_NOPROGRESS, 0)
        try check(ccurl_set_progress_function(handle) { _, _, _, _, _ in Task.isCancelled ? 1 : 0 })
    }

    /// Runs the transfer; blocks.
    func perform() -> CURLcode {
        curl_easy_perform(handle)
    }

    /// The last HTTP or FTP status, `nil` when there was none.
    var protocolStatus: Int? {
        let status = long(CURLINFO_RESPONSE_CODE)
        return status == 0 ? nil : status
    }

    /// Whether connection, handshake and login were done.
    var wasReady: Bool {
        var microseconds: curl_off_t = 0
        return ccurl_get_offset(handle, CURLINFO_PRETRANSFER_TIME_T, &microseconds) == CURLE_OK && microseconds > 0
    }

    /// What libcurl says of the failed transfer.
    func fault(_ code: CURLcode) -> TransferError.Fault {
        let detail = errorText.pointee == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: errorText)
        let system = long(CURLINFO_OS_ERRNO)
        return TransferError.Fault(
            curlCode: code.rawValue, systemError: system == 0 ? nil : Int32(truncatingIfNeeded: system),
            protocolStatus: protocolStatus, detail: detail)
    }

    private func long(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_get_long(handle, info, &value) == CURLE_OK ? value : 0
    }

    private func check(_ code: CURLcode) throws(TransferError) {
        guard code == CURLE_OK else {
            throw .library(.init(curlCode: code.rawValue, detail: String(cString: curl_easy_strerror(code))))
        }
    }
}
