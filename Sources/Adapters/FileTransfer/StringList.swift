import CCurl

/// The owner of a `curl_slist *`: commands for the server, or header lines.
struct StringList: ~Copyable {
    private var head: UnsafeMutablePointer<curl_slist>?

    /// Copies the lines.
    ///
    /// - Throws: ``TransferError/library(_:)`` when there is no memory.
    init(_ lines: [String]) throws(TransferError) {
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

    /// Lends the list; libcurl reads it until the transfer it is set on has ended, so perform inside.
    func withList<Value: ~Copyable>(
        _ body: (UnsafeMutablePointer<curl_slist>?) throws(TransferError) -> Value
    ) throws(TransferError) -> Value {
        try body(head)
    }
}
