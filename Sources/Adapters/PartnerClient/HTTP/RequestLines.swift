import Signatures

/// The header lines of a request, checked: nothing in them can begin another line.
enum RequestLines {
    /// The lines libcurl is given; those it would add by itself are switched off.
    ///
    /// - Throws: ``HTTPConnectionError/request(_:)``.
    static func of(_ request: RequestMessage, to address: PublicAddress) throws(HTTPConnectionError) -> [String] {
        guard request.method == "POST" || request.method == "GET" && request.body.isEmpty else {
            throw .request(.method)
        }
        guard request.path.utf8.first == UInt8(ascii: "/"),
            request.target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !request.target.utf8.contains(UInt8(ascii: "#"))
        else { throw .request(.path) }
        // libcurl would wait for "100 Continue" before large contents, and claim to have posted a form.
        var lines = ["Expect:", "Accept: application/json, application/problem+json;q=0.9, */*;q=0.1"]
        if !request.fields.contains("content-type") { lines.append("Content-Type:") }
        if request.address.authority != address.authority { lines.append("Host: \(request.address.authority)") }
        for field in request.fields.fields {
            guard isName(field.name), field.value.utf8.allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }) else {
                throw .request(.headerField)
            }
            // A name with nothing after the colon would remove the field; the semicolon says that it is empty.
            lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        return lines
    }

    /// A token of RFC 9110 section 5.6.2.
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { unit in
                switch unit {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(unit)
                }
            }
    }
}
