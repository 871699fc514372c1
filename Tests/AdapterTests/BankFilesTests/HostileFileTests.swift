import CoalitionTestKit
import Foundation
import Payments
import Testing

@testable import BankFiles

@Suite struct `Reading hostile files` {
    private static let good = bank.statement("S1", [.paid("E1", 100)])

    /// The good file with a document type before its root.
    private static func with(documentType: String) -> String {
        good.replacing("<Document ", with: documentType + "\n<Document ")
    }

    @Test(arguments: [
        "<!DOCTYPE Document>", "<!DOCTYPE Document SYSTEM \"camt.dtd\">",
        "<!DOCTYPE Document [<!ENTITY a \"x\">]>", "<!DOCTYPE Document PUBLIC \"a\" \"file:///etc/passwd\" []>",
    ])
    func `a document type of any kind is refused`(documentType: String) {
        #expect(throws: BankFileError.documentType(line: 2)) { try ReadFile(Self.with(documentType: documentType)) }
    }

    @Test func `an entity naming a file is never read`() throws {
        let folder = try TemporaryFolder()
        // Were it opened for reading, a pipe without a writer would hold the reader up for ever.
        let pipe = folder.url.appending(path: "pipe").path
        try #require(mkfifo(pipe, 0o600) == 0)
        let text = Self.with(documentType: "<!DOCTYPE Document [<!ENTITY secret SYSTEM \"file://\(pipe)\">]>")
            .replacing("<MsgId>S1", with: "<MsgId>&secret;")
        #expect(throws: BankFileError.documentType(line: 2)) { try ReadFile(text) }
    }

    @Test func `a parameter entity naming an address is never asked for`() throws {
        let listener = try LoopbackListener()
        for text in [
            "<!DOCTYPE Document [<!ENTITY % outside SYSTEM \"http://127.0.0.1:\(listener.port)/x.dtd\"> %outside;]>",
            "<!DOCTYPE Document SYSTEM \"http://127.0.0.1:\(listener.port)/x.dtd\">",
        ] {
            #expect(throws: BankFileError.documentType(line: 2)) { try ReadFile(Self.with(documentType: text)) }
        }
        #expect(!listener.wasContacted)
    }

    @Test func `entities that multiply are refused before they do`() {
        var laughs = "<!DOCTYPE Document [<!ENTITY l0 \"ha\">"
        for level in 1...40 {
            laughs += "<!ENTITY l\(level) \"" + String(repeating: "&l\(level - 1);", count: 10) + "\">"
        }
        let text = Self.with(documentType: laughs + "]>").replacing("<MsgId>S1", with: "<MsgId>&l40;")
        #expect(throws: BankFileError.documentType(line: 2)) { try ReadFile(text) }
    }

    @Test func `an undeclared entity is no XML`() {
        #expect(throws: BankFileError.malformed(line: 2, code: 26)) {
            try ReadFile(Self.good.replacing("<MsgId>S1", with: "<MsgId>&secret;"))
        }
    }

    @Test func `elements inside one another without end are refused`() {
        let deep = String(repeating: "<a>", count: 100_000)
        #expect(throws: BankFileError.tooDeep(line: 2, limit: 64)) {
            try ReadFile(Self.good.replacing("<Stmt>", with: "<Stmt>" + deep))
        }
    }

    @Test(arguments: ["MsgId", "Id", "Unknown"])
    func `a text of many megabytes fills no memory`(element: String) throws {
        let text = Self.good.replacing(
            "</GrpHdr>", with: "<\(element)>\(String(repeating: "A", count: 30_000_000))</\(element)></GrpHdr>")
        if element == "MsgId" {
            #expect(throws: BankFileError.tooLong(line: 2, element: "MsgId", limit: 35)) { try ReadFile(text) }
        } else {
            #expect(try ReadFile(text).entries.count == 1)
        }
    }

    @Test func `names and attributes of many megabytes are refused`() {
        let long = String(repeating: "a", count: 12_000_000)
        for text in [
            Self.good.replacing("<Stmt>", with: "<Stmt><\(long)/>"),
            Self.good.replacing("<Stmt>", with: "<Stmt a=\"\(long)\">"),
            Self.good.replacing("<Stmt>", with: "<Stmt><!--\(long)-->"),
        ] {
            #expect(throws: BankFileError.self) { try ReadFile(text) }
        }
    }

    @Test(arguments: [[UInt8]([0xFF]), [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x08]])
    func `bytes that are no text are refused`(bytes: [UInt8]) throws {
        let file = Array(Self.good.utf8)
        let place = try #require(Self.good.utf8.count > 200 ? file.firstRange(of: Array("S1".utf8)) : nil)
        var spoilt = file
        spoilt.replaceSubrange(place, with: bytes)
        #expect(throws: BankFileError.encoding(line: 2)) { try ReadFile(bytes: spoilt) }
        spoilt.replaceSubrange(place, with: [0x00])
        #expect(throws: BankFileError.self) { try ReadFile(bytes: spoilt) }
    }

    @Test func `a file in another declared encoding is read in that`() throws {
        let text = Self.good.replacing("UTF-8", with: "ISO-8859-1").replacing(
            "</Refs>", with: "</Refs><RmtInf><Ustrd>X\u{E9}</Ustrd></RmtInf>")
        let bytes = text.unicodeScalars.map { UInt8($0.value) }
        #expect(try ReadFile(bytes: bytes).entries[0].remittance == "Xé")
        #expect(throws: BankFileError.encoding(line: 1)) {
            try ReadFile(Self.good.replacing("UTF-8", with: "KLINGON-8"))
        }
    }

    @Test(arguments: [
        ("Document", "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"),
        ("Document", "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"), ("Document", ""),
        ("html", "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"),
    ])
    func `another kind of document is named, with what is understood`(root: String, namespace: String) {
        let text = "<\(root) xmlns=\"\(namespace)\"/>"
        let error = BankFileError.unknownDocument(root: root, namespace: namespace)
        #expect(throws: error) { try ReadFile(text) }
        #expect(error.description.contains("\(root) of the namespace \"\(namespace)\""))
        for kind in BankFileHeader.Kind.allCases { #expect(error.description.contains(kind.namespace)) }
    }

    @Test func `another message in the right namespace is refused`() {
        let text = Self.good.replacing("BkToCstmrStmt", with: "BkToCstmrAcctRpt")
        #expect(
            throws: BankFileError.wrongMessage(line: 2, found: "BkToCstmrAcctRpt", kind: .statement)
        ) { try ReadFile(text) }
    }

    @Test func `a file cut off anywhere is refused, and never crashes`() {
        let bytes = Array(Self.good.utf8)
        let end = bytes.count - Array("\n".utf8).count
        for length in 0..<end {
            #expect(throws: BankFileError.self, "cut at \(length)") { try ReadFile(bytes: Array(bytes[..<length])) }
        }
        #expect(throws: BankFileError.truncated(line: 1)) { try ReadFile("") }
        #expect(throws: BankFileError.truncated(line: 2)) { try ReadFile(String(Self.good.prefix(400))) }
    }

    @Test func `spoilt bytes are refused or read, and never crash, for every seed`() {
        let bytes = Array(Self.good.utf8)
        for seed in UInt64(1)...400 {
            var random = ModelRandom(seed: seed)
            var spoilt = bytes
            for _ in 0..<random.number(1...4) {
                spoilt[random.number(0...(spoilt.count - 1))] = UInt8(random.number(0...255))
            }
            do {
                _ = try ReadFile(bytes: spoilt)
            } catch {
                #expect(error is BankFileError, "seed \(seed)")
            }
        }
    }

    @Test func `what is no XML, missing or a folder is refused`() {
        #expect(throws: BankFileError.malformed(line: 1, code: 4)) { try ReadFile("hello, world, this is no XML\n") }
        #expect(throws: BankFileError.malformed(line: 2, code: 76)) {
            try ReadFile(Self.good.replacing("</Stmt>", with: "</Stmp>"))
        }
        #expect(throws: BankFileError.malformed(line: 3, code: 5)) { try ReadFile(Self.good + "<more/>") }
        #expect(throws: BankFileError.unreadable(code: ENOENT)) {
            try BankFileReader.read(path: "/nowhere/at-all") { _ in }
        }
        #expect(throws: BankFileError.unreadable(code: EISDIR)) { try BankFileReader.read(path: "/") { _ in } }
    }

    @Test func `unknown elements and those of other namespaces are ignored, with what they hold`() throws {
        let text = Self.good.replacing(
            "<Ntry>",
            with: "<New><Ntry><Amt Ccy=\"RON\">x</Amt></Ntry></New><x:Ntry xmlns:x=\"urn:x\"><x:Amt>1</x:Amt></x:Ntry>"
                + "<?target data?><!-- note --><Ntry>"
        ).replacing("<MsgId>S1</MsgId>", with: "<MsgId>S<b>no</b><![CDATA[1]]></MsgId>")
        let read = try ReadFile(text)
        #expect(read.entries.count == 1)
        #expect(read.header.messageID == "S1")
    }

    @Test func `prefixed names are names all the same`() throws {
        let text = Self.good.replacing("<Document xmlns=", with: "<n:Document xmlns:n=").replacing("<", with: "<n:")
            .replacing("<n:/", with: "</n:").replacing("<n:n:", with: "<n:").replacing("<n:?", with: "<?")
        #expect(try ReadFile(text).entries == ReadFile(Self.good).entries)
    }

    @Test func `a statement without a header, or a file without a statement, is refused`() {
        let without = Self.good.replacing("GrpHdr", with: "Other")
        #expect(throws: BankFileError.missing(line: 2, element: "GrpHdr")) { try ReadFile(without) }
        let empty = Self.good.replacing("<Stmt>", with: "<Other>").replacing("</Stmt>", with: "</Other>")
        #expect(throws: BankFileError.missing(line: 3, element: "Stmt")) { try ReadFile(empty) }
    }
}
