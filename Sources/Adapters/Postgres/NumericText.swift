/// Turns the binary form of `numeric` into the decimal text SQL would show (`numeric_send`: number of digit groups,
/// weight of the first, sign, digits after the point; then groups of four decimal digits).
enum NumericText {
    static func decode(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.count >= 8, bytes.count % 2 == 0 else { return nil }
        let words = (0..<bytes.count / 2).map { index in
            UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
        }
        let groups = words.dropFirst(4).map(Int.init)
        let weight = Int(Int16(bitPattern: words[1]))
        let scale = Int(words[3])
        guard groups.count == Int(words[0]), groups.allSatisfy({ $0 < 10_000 }) else { return nil }
        switch words[2] {
        case 0, 0x4000: break
        case 0xC000: return "NaN"
        case 0xD000: return "Infinity"
        case 0xF000: return "-Infinity"
        default: return nil
        }
        let group = { (power: Int) in groups.indices.contains(weight - power) ? groups[weight - power] : 0 }
        var text = words[2] == 0x4000 ? "-" : ""
        text += String(group(Swift.max(weight, 0)))
        for power in stride(from: weight - 1, through: 0, by: -1) { text += fourDigits(group(power)) }
        guard scale > 0 else { return text }
        let fraction = (1...(scale + 3) / 4).map { fourDigits(group(-$0)) }.joined()
        return text + "." + fraction.prefix(scale)
    }

    private static func fourDigits(_ number: Int) -> String {
        String(String(number + 10_000).dropFirst())
    }
}
