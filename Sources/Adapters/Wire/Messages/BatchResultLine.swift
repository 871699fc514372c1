/// The answer to one line of a batch: `{"status":201,"replay":false,"answer":{…}}` and a line feed.
public enum BatchResultLine {
    /// Writes a line.
    ///
    /// - Parameter answer: the single request's answer, JSON on one line, byte for byte.
    public static func append(status: Int, isReplay: Bool, answer: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(ascii: "{\"status\":")
        JSONText.append(Int64(status), to: &bytes)
        bytes.append(ascii: isReplay ? ",\"replay\":true,\"answer\":" : ",\"replay\":false,\"answer\":")
        bytes.append(contentsOf: answer)
        bytes.append(ascii: "}\n")
    }
}
