extension DayComparison {
    /// Compares a partner's day with the hub's, in time proportional to both.
    ///
    /// - Parameters:
    ///   - file: the partner's day.
    ///   - booked: the hub's posted messages of this partner and day that move points, each id once.
    ///   - elsewhere: what the hub knows of messages that the partner lists and that are not among them.
    public init(_ file: DayFile, with booked: [DayEntry], elsewhere: [String: Elsewhere]) {
        var here: [String: DayEntry] = Dictionary(minimumCapacity: booked.count)
        for entry in booked { here[entry.messageID] = entry }
        var lines: [String: [Int]] = Dictionary(minimumCapacity: file.rows.count)
        var missingHere: [DayRow] = []
        var apart: [Apart] = []
        var different: [Difference] = []
        var repeated: [String] = []
        for row in file.rows {
            let id = row.entry.messageID
            lines[id, default: []].append(row.line)
            let count = lines[id]?.count ?? 1
            guard count == 1 else {
                if count == 2 { repeated.append(id) }
                continue
            }
            if let entry = here[id] {
                let difference = Difference(there: row, here: entry)
                if !difference.fields.isEmpty { different.append(difference) }
            } else if let place = elsewhere[id] {
                apart.append(Apart(row: row, place: place))
            } else {
                missingHere.append(row)
            }
        }
        self.missingHere = missingHere
        self.apart = apart
        self.different = different
        missingThere = booked.filter { lines[$0.messageID] == nil }.sorted { $0.messageID < $1.messageID }
        self.repeated = repeated.map { Repeated(messageID: $0, lines: lines[$0] ?? []) }
        unreadable = file.unreadable
        totals = Self.totals(file, booked)
    }

    private static func totals(_ file: DayFile, _ booked: [DayEntry]) -> [Total] {
        var totals: [BookedKind: Total] = [:]
        for entry in booked { totals[entry.kind, default: Total(kind: entry.kind)].here.add(entry) }
        for row in file.rows { totals[row.entry.kind, default: Total(kind: row.entry.kind)].there.add(row.entry) }
        return BookedKind.allCases.compactMap { totals[$0] }
    }
}

extension DayComparison.Tally {
    /// No sum can overflow: ``DayFile/mostRows`` rows of the largest amount stay far below 2^63, and the hub's own
    /// messages of a day are bounded by the same amounts.
    fileprivate mutating func add(_ entry: DayEntry) {
        messages += 1
        points += entry.points
        amount += entry.amount ?? 0
    }
}
