import Testing

@Suite struct `Who imports whom` {
    static let targets = PackageText.own.targets
    static let parts = targets.filter { $0.path.hasPrefix("Sources/") }

    @Test func `every target of the table is declared, and the other way round`() {
        let table = Set(DependencyLaw.domain.keys).union(DependencyLaw.above.keys)
        #expect(Set(Self.parts.map(\.name)) == table)
    }

    @Test func `every folder of a layer is a target`() {
        let folders = ["Domain", "Application", "Adapters", "Programs"].flatMap { layer in
            Tree.names(in: "Sources/\(layer)").map { "Sources/\(layer)/\($0)" }
        }
        #expect(Set(folders) == Set(Self.parts.map(\.path)))
        #expect(Tree.names(in: "Sources") == ["Adapters", "Application", "Domain", "Programs"])
    }

    @Test(arguments: parts)
    func `a target imports only what its row of the table allows`(target: DeclaredTarget) throws {
        let allowed = try #require(DependencyLaw.allowed(target.name), "\(target.name) has no row in DependencyLaw")
        let own = Set(Self.parts.map(\.name))
        #expect(target.uses.intersection(own).subtracting(allowed) == [], "declared by \(target.name)")
        let foreign = target.imports(where: { module in
            own.contains(module) && !allowed.contains(module)
                || DependencyLaw.owners[module].map { !$0.contains(target.name) } ?? false
        })
        #expect(foreign == [])
    }

    @Test(arguments: parts.filter { $0.path.hasPrefix("Sources/Domain/") })
    func `the domain stands on the standard library alone`(target: DeclaredTarget) {
        #expect(target.imports { DependencyLaw.domain[$0] == nil } == [])
    }

    @Test(arguments: targets)
    func `every import is declared and every declaration is imported`(target: DeclaredTarget) {
        let undeclared = target.imports { !target.uses.contains($0) && !DependencyLaw.toolchain.contains($0) }
        #expect(undeclared == [], "imported by \(target.name) and not declared")
        let imported = Set(target.files.flatMap(\.imports.keys))
        let programs = Set(Self.targets.filter(\.isProgram).map(\.name))
        let unused = target.uses.subtracting(imported).subtracting(programs)
        #expect(unused.sorted() == [], "declared by \(target.name) and never imported")
    }

    @Test func `the package text is read as it is meant`() throws {
        let package = PackageText(
            """
            let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto") // not "this"
            let shared: [Target.Dependency] = ["Quantities", crypto]
            func part(_ layer: String, _ name: String, uses: [Target.Dependency] = []) -> Target { .target(name: name) }
            let package = Package(name: "x", products: [.library(name: "y", targets: ["A"])], targets: [
                part("Domain", "A"),
                part("../Tests", "Kit", uses: shared + ["A", .product(name: "B", package: "b")]),
                .executableTarget(name: "program", dependencies: ["A"], path: "Sources/Programs/program"),
            ])
            """)
        #expect(package.targets.map(\.name) == ["A", "Kit", "program"])
        #expect(package.targets.map(\.path) == ["Sources/Domain/A", "Tests/Kit", "Sources/Programs/program"])
        #expect(package.targets.map(\.isProgram) == [false, false, true])
        #expect(package.targets[1].uses == ["Quantities", "Crypto", "A", "B"])
    }
}
