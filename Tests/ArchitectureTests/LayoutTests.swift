import Foundation
import Testing

@Suite struct `How the tree is laid out` {
    @Test func `the top level holds what the architecture names and nothing else`() {
        let wanted: Set = [
            ".ci", ".gitignore", ".swift-format", "LICENSE", "Makefile", "Package.swift", "README.md", "Sources",
            "Tests",
            "certs", "docs", "partners",
        ]
        // Made by git, by the build and by the hub itself, and ignored by git.
        let made: Set = [".git", "Package.resolved", "var"]
        let present = Set(Tree.names(in: "")).subtracting(made).filter { !$0.hasPrefix(".build") }
        #expect(present == wanted)
    }

    @Test func `migrations are numbered without gaps, named in the package and in the schema`() throws {
        let folder = "Sources/Adapters/Storage/Migrations"
        let names = Tree.names(in: folder).filter { $0.hasSuffix(".sql") }
        #expect(!names.isEmpty)
        let package = try Tree.text("Package.swift")
        for (index, name) in names.enumerated() {
            #expect(name.contains(#/^\d{4}-[a-z0-9-]+\.sql$/#), "\(name)")
            #expect(Int(name.prefix(4)) == index + 1, "\(name)")
            let isEmbedded = package.contains("Migrations/\(name)")
            #expect(isEmbedded, "\(name)")
        }
        let schema = try Tree.text("Sources/Adapters/Storage/Schema/Migrations.swift")
        for name in names {
            let isListed = schema.contains(name.dropLast(4))
            #expect(isListed, "\(name)")
        }
    }

    @Test func `no file speaks of the machine it was written on`() {
        // Written apart, so that this file does not break its own law.
        let homes = ["/wo" + "rk/", "/ho" + "me/", "/ro" + "ot/", "/Us" + "ers/"]
        let folders = [
            "Sources", "Tests", "docs", "partners", "certs", ".ci", "README.md", "Makefile", "Package.swift",
        ]
        let found = Tree.paths(under: folders).filter { !$0.hasSuffix(".gz") && !$0.hasSuffix(".csv") }.filter { path in
            guard let text = try? Tree.text(path) else { return false }
            return homes.contains { home in
                // Part of a longer path, or of a URL, it is nobody's machine.
                text.ranges(of: home).contains { range in
                    let before = text[..<range.lowerBound].last ?? " "
                    return !before.isLetter && !before.isNumber && !"_.:-}".contains(before)
                }
            }
        }
        #expect(found == [])
    }

    @Test func `certs holds public material only`() {
        for path in Tree.paths(under: ["certs", "partners"]) {
            let text = (try? Tree.text(path)) ?? ""
            #expect(!text.contains("PRIVATE" + " KEY"), "\(path)")
        }
    }

    @Test func `tests mirror the targets`() {
        let groups = [
            "AdapterTests", "ApplicationTests", "ArchitectureTests", "CoalitionTestKit", "DomainTests",
            "ProgramTests", "ScenarioTests",
        ]
        #expect(Set(Tree.names(in: "Tests")).isSubset(of: groups))
        // The model that scenarios are held against is tested as if it were a part of the domain.
        let targets = Set(PackageText.own.targets.filter { $0.path.hasPrefix("Sources/") }.map(\.name)).union([
            "ReferenceModel"
        ])
        for group in ["AdapterTests", "ApplicationTests", "DomainTests", "ProgramTests"] {
            for name in Tree.names(in: "Tests/\(group)") {
                #expect(name.hasSuffix("Tests") && targets.contains(String(name.dropLast(5))), "Tests/\(group)/\(name)")
            }
        }
        let declared = Set(PackageText.own.targets.filter { $0.path.hasPrefix("Tests/") }.map(\.path))
        let holding = Set(
            Tree.swiftFiles.filter { $0.path.hasPrefix("Tests/") }.compactMap { file in
                declared.contains { file.path.hasPrefix($0 + "/") } ? nil : file.path
            })
        #expect(holding == [], "Swift files that no test target builds")
    }
}
