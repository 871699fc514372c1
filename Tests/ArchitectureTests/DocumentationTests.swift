import Foundation
import Testing

@Suite struct `What the documents say` {
    static let documents = Tree.paths(under: ["README.md", "docs", "certs"]).filter { $0.hasSuffix(".md") }

    @Test func `the documents are there`() {
        for name in ["architecture", "partner-guide", "operator-guide", "decisions"] {
            #expect(Tree.exists("docs/\(name).md"), "\(name)")
        }
    }

    @Test(arguments: documents)
    func `links lead somewhere`(path: String) throws {
        let text = try Tree.text(path)
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        for match in text.matches(of: #/\]\(([^)#\s]+)(#[^)]*)?\)/#) {
            let target = String(match.output.1)
            if target.contains("://") { continue }
            #expect(Tree.exists(folder.isEmpty ? target : "\(folder)/\(target)"), "\(path) links to \(target)")
        }
    }

    @Test func `the architecture names every target`() throws {
        let text = try Tree.text("docs/architecture.md")
        for target in PackageText.own.targets where target.path.hasPrefix("Sources/") {
            let isNamed = text.contains("`\(target.name)`")
            #expect(isNamed, "\(target.name)")
        }
    }

    @Test func `the partner guide explains every refusal`() throws {
        let guide = try Tree.text("docs/partner-guide.md")
        let source = try Tree.text("Sources/Domain/Messages/RefusalCode.swift")
        let codes = source.matches(of: #/(?m)^    case (\w+)(?: = "(\w+)")?$/#).map {
            String($0.output.2 ?? $0.output.1)
        }
        #expect(codes.count > 25)
        #expect(codes.filter { !guide.contains("`\($0)`") } == [])
    }

    @Test func `the guides name every command`() throws {
        let guides = try Tree.text("docs/operator-guide.md") + Tree.text("docs/partner-guide.md")
        let files = Tree.sources.filter { $0.path.hasPrefix("Sources/Programs/") }
        for file in files {
            for line in file.text.withoutComments {
                guard let match = line.firstMatch(of: #/commandName:\s*"([a-z-]+)"/#) else { continue }
                let name = String(match.output.1)
                let isNamed = try guides.contains(Regex("[` ]\(name)[` \n]"))
                #expect(isNamed, "\(name) of \(file.path)")
            }
        }
    }

    @Test func `the operator guide names every metric`() throws {
        let guide = try Tree.text("docs/operator-guide.md")
        let source = try Tree.text("Sources/Application/Telemetry/MetricNames.swift")
        for match in source.matches(of: #/= "(\w+)"/#) {
            let isNamed = guide.contains("`\(match.output.1)`")
            #expect(isNamed, "\(match.output.1)")
        }
    }

    @Test func `the README names the two commands and the targets of the Makefile exist`() throws {
        let readme = try Tree.text("README.md")
        let makefile = try Tree.text("Makefile")
        let named = readme.matches(of: #/make ([a-z]+(?:-[a-z]+)*)/#).map { String($0.output.1) }
        #expect(Set(named).isSuperset(of: ["demo", "test"]))
        for name in ["demo", "test", "build", "format", "lint", "install-dependencies"] {
            let isThere = makefile.contains("\n\(name):")
            #expect(isThere, "\(name)")
        }
    }
}
