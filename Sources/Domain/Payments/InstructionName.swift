/// Names of the messages that go to the operator's bank (ISO 20022 `MsgId`, at most 35 characters).
public enum InstructionName {
    /// `<cycle>-<version>-P<number>-<8 hexadecimal digits of the coalition>`, cut to nothing else: cycle and version never
    /// reach the limit.
    ///
    /// - Parameters:
    ///   - cycle: the cycle's name.
    ///   - number: counts the messages of the version, from 1.
    ///   - coalition: what tells this coalition from others at the same bank, such as its name and account.
    public static func text(cycle: String, version: Int64, number: Int64, coalition: String) -> String {
        let hash = coalition.utf8.reduce(14_695_981_039_346_656_037 as UInt64) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
        let digits = String(UInt32(truncatingIfNeeded: hash ^ hash >> 32), radix: 16)
        let key = String(repeating: "0", count: 8 - digits.utf8.count) + digits
        return String("\(cycle)-\(version)-P\(number)-\(key)".suffix(35))
    }
}
