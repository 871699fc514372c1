import ArgumentParser

/// Measures the hub beside yardsticks, in the same run on the same machine.
@main
struct BenchProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clearinghouse-bench",
        abstract: "Measures the hub beside yardsticks, in the same run on the same machine.",
        discussion: """
            A private PostgreSQL is made as production sets it up: fsync and synchronous_commit on. The hub and its client \
            are processes of their own; every answer's signature and every receipt is checked.

            Examples:
              clearinghouse-bench compare --json
              clearinghouse-bench compare --rounds 1 --seconds 3 --members 2000 --close-postings 20000
            """,
        subcommands: [RunCommand.self, CompareCommand.self, LoadCommand.self])
}
