import Foundation
import Glibc

/// What a person types and nobody else should see.
enum Secrecy {
    /// A password from an environment variable, else from the terminal without echo.
    ///
    /// - Parameter twice: whether it is asked for again, as for a new one.
    static func password(_ prompt: String, variable: String, twice: Bool = false) throws -> String {
        if let given = variableText(variable) { return given }
        guard isatty(STDIN_FILENO) == 1 else {
            throw CommandFailure("There is no terminal to ask for the password: set \(variable).")
        }
        let first = try unseen(prompt + ": ")
        if twice, try unseen("Again: ") != first { throw CommandFailure("The two passwords differ.") }
        return first
    }

    /// A code of the second factor: as given, else from `CLEARINGHOUSE_CODE`, else from the terminal; nothing without one.
    static func code(_ given: String?, prompt: String = "Code (empty for none): ") throws -> String? {
        if let given { return given }
        if let given = variableText("CLEARINGHOUSE_CODE") { return given }
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        let typed = try unseen(prompt).trimmingCharacters(in: .whitespaces)
        return typed.isEmpty ? nil : typed
    }

    private static func variableText(_ variable: String) -> String? {
        ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A line from the terminal, not shown while it is typed.
    private static func unseen(_ prompt: String) throws -> String {
        FileHandle.standardError.write(Data(prompt.utf8))
        var shown = termios()
        let isTerminal = tcgetattr(STDIN_FILENO, &shown) == 0
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) }
        defer {
            if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown) }
            FileHandle.standardError.write(Data("\n".utf8))
        }
        guard let line = readLine(strippingNewline: true) else { throw CommandFailure("Nothing was typed.") }
        return line
    }
}
