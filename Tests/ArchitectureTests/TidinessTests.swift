import Foundation
import Testing

@Suite struct `How the source is written` {
    /// The longest a file may be; near it, look for a second idea.
    static let mostLines = 300
    /// The longest a program's file may be: it reads arguments and calls.
    static let mostProgramLines = 150

    @Test func `the tree was found`() {
        #expect(Tree.sources.count > 100)
        #expect(Tree.exists("Package.swift"))
    }

    @Test func `no file grows beyond 300 lines`() {
        let long = Tree.swiftFiles.filter { $0.text.lines.count > Self.mostLines + 1 }
        #expect(long.map { "\($0.path): \($0.text.lines.count - 1)" } == [])
    }

    @Test(arguments: ["clearinghouse", "clearinghouse-bench", "partner"])
    func `programs are thin`(program: String) {
        let files = Tree.sources.filter { $0.path.hasPrefix("Sources/Programs/\(program)/") }
        #expect(!files.isEmpty)
        for file in files {
            #expect(file.text.lines.count <= Self.mostProgramLines + 1, "\(file.path)")
            #expect(file.places { $0.contains("URLSession") || $0.contains("FoundationNetworking") } == [])
        }
    }

    @Test func `nothing is forced`() {
        let forced = #/\btry!|\bas!|\bfatalError\(|[\w)\]}]!(?![=\w])/#
        #expect(Tree.sources.flatMap { $0.places(hints: ["!", "fatalError"]) { $0.contains(forced) } } == [])
    }

    @Test func `what the compiler cannot check has its proof beside it`() {
        var bare: [String] = []
        for file in Tree.swiftFiles {
            for (index, line) in file.text.code.enumerated()
            where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
                let above = file.text.lines[max(0, index - 3)...index]
                if !above.contains(where: { $0.contains("//") }) { bare.append("\(file.path):\(index + 1)") }
            }
        }
        #expect(bare == [])
    }

    @Test func `nothing is left for later`() {
        // Written apart, so that this file does not break its own law.
        let left = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"].map { "\\b\($0)\\b" }
        let soft = ["not " + "implemented", "\\bplace" + "holder", "\\bst" + "ub(bed|s)?\\b"]
        let found = Tree.swiftFiles.flatMap { file in
            file.text.comments.filter { comment in
                left.contains { comment.text.range(of: $0, options: .regularExpression) != nil }
                    || soft.contains {
                        comment.text.range(of: $0, options: [.regularExpression, .caseInsensitive]) != nil
                    }
            }.map { "\(file.path):\($0.line)" }
        }
        #expect(found == [])
    }

    @Test func `names are whole words`() {
        let clipped = #/\b(?:\w*(?:[Tt]xn|[Mm]gr)\w*|\w*(?:Utils?|Utilities|Helpers?)\b)/#
        let hints = ["xn", "gr", "Util", "Helper"]
        #expect(Tree.swiftFiles.flatMap { $0.places(hints: hints) { $0.contains(clipped) } } == [])
        #expect(Tree.swiftFiles.filter { $0.path.contains(clipped) }.map(\.path) == [])
    }

    @Test func `SQL is spoken only where the database is`() {
        // The embedded cluster asks for its database, and makes it; benchmarks fill tables and measure them.
        let speakers =
            ["Storage", "Postgres", "EmbeddedPostgres"].map { "Sources/Adapters/\($0)/" }
            + ["Sources/Programs/Benchmarks/Database/"]
        let statement =
            #/(?i)\b(select\s[\s\S]*?\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+table\s)/#
        let found = Tree.sources.filter { file in !speakers.contains { file.path.hasPrefix($0) } }.flatMap { file in
            file.text.literals.filter { $0.text.utf8.count > 12 && $0.text.contains(statement) }.map {
                "\(file.path):\($0.line)"
            }
        }
        #expect(found == [])
    }

    @Test func `only programs print`() {
        let printing = #/(?:^|[^.\w])print\(/#
        let others = Tree.sources.filter { !$0.path.hasPrefix("Sources/Programs/") }
        #expect(others.flatMap { $0.places(hints: ["print("]) { $0.contains(printing) } } == [])
    }

    @Test func `a test says in a sentence what holds`() {
        let files = Tree.swiftFiles.filter { $0.path.hasPrefix("Tests/") }
        var unnamed: [String] = []
        for file in files {
            for (index, line) in file.text.code.enumerated()
            where line.contains("@Test") && line.contains(#/(?:^|[^.\w])@Test\b/#) {
                let declaration = file.text.lines[index...].prefix(60).first { $0.contains(#/\bfunc\s/#) } ?? ""
                if !declaration.contains(#/func `[^`]* [^`]*`/#) { unnamed.append("\(file.path):\(index + 1)") }
            }
        }
        #expect(unnamed == [])
    }

    @Test func `comments and literals are told from code`() {
        let text = SwiftText(
            """
            let a = "try! \\(b["as!"] ?? "x") // no" // a comment with "quotes"
            /* nested /* fatalError( */ still */ let c = #"raw \\ " text"#
            func `a try! name`() {}
            let d = x! /// end
            """)
        #expect(text.code.joined().contains("try!") == false)
        #expect(text.code.joined().contains("fatalError") == false)
        #expect(text.code[0].hasPrefix("let a = \""))
        #expect(text.code[1].hasSuffix("let c = #\"            \"#"))
        #expect(text.code[3].hasPrefix("let d = x! "))
        #expect(text.literals.map(\.text) == ["try! ", "as!", "x", " // no", "raw \\ \" text"])
        #expect(text.comments.map(\.line) == [1, 2, 4])
    }
}
