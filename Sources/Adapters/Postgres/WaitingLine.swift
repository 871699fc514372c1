/// Callers that wait for a connection, first come first served.
struct WaitingLine {
    /// A place in the line.
    struct Ticket: Hashable {
        fileprivate let number: Int
    }

    private var callers: [Ticket: CheckedContinuation<Lent, Never>] = [:]
    private var lastNumber = 0
    /// The lowest number that may still be waiting.
    private var firstNumber = 1

    var count: Int { callers.count }

    mutating func nextTicket() -> Ticket {
        lastNumber += 1
        return Ticket(number: lastNumber)
    }

    mutating func append(_ ticket: Ticket, _ caller: CheckedContinuation<Lent, Never>) {
        callers[ticket] = caller
    }

    mutating func remove(_ ticket: Ticket) -> CheckedContinuation<Lent, Never>? {
        callers.removeValue(forKey: ticket)
    }

    mutating func removeFirst() -> CheckedContinuation<Lent, Never>? {
        guard !callers.isEmpty else { return nil }
        while firstNumber <= lastNumber {
            let ticket = Ticket(number: firstNumber)
            firstNumber += 1
            if let caller = callers.removeValue(forKey: ticket) { return caller }
        }
        return nil
    }

    /// Empties the line, in order.
    mutating func removeAll() -> [CheckedContinuation<Lent, Never>] {
        var all: [CheckedContinuation<Lent, Never>] = []
        while let caller = removeFirst() { all.append(caller) }
        return all
    }
}
