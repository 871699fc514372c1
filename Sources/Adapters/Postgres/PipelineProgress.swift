/// What a pipeline came to.
struct PipelineOutcome {
    struct Failure {
        let index: Int
        let error: PostgresError

        /// Whether the server lacks the prepared statement, or its plan is stale: preparing it anew mends both.
        var mendsByPreparingAnew: Bool {
            guard case .server(let failure) = error else { return false }
            return failure.planIsStale || failure.state == .invalidStatementName
        }
    }

    var rows: [Rows] = []
    var failure: Failure?
}

/// How far the answers to a pipeline have come.
struct PipelineProgress {
    enum Step {
        case prepare(call: Int, serverName: String)
        case execute(call: Int)

        var call: Int {
            switch self {
            case .prepare(let call, _), .execute(let call): call
            }
        }

        var executes: Bool {
            switch self {
            case .prepare: false
            case .execute: true
            }
        }
    }

    /// What was sent, in order.
    var steps: [Step] = []
    private(set) var outcome = PipelineOutcome()
    private var next = 0
    private let callCount: Int

    init(_ calls: [StatementCall]) {
        callCount = calls.count
        steps.reserveCapacity(calls.count)
        outcome.rows.reserveCapacity(calls.count)
    }

    var nextStep: Step? { next < steps.count ? steps[next] : nil }
    var failure: PipelineOutcome.Failure? { outcome.failure }
    /// Whether every call was sent and answered.
    var isComplete: Bool { outcome.rows.count == callCount }

    /// Records the answer to the next step.
    mutating func answered(_ rows: Rows?) {
        if let rows { outcome.rows.append(rows) }
        next += 1
    }

    /// Records that the next step failed; only the first failure counts, those after it follow from it.
    mutating func fail(_ error: PostgresError) {
        if outcome.failure == nil, let nextStep {
            outcome.failure = PipelineOutcome.Failure(index: nextStep.call, error: error)
        }
    }
}

/// The parameters of all calls of a pipeline, encoded before anything is sent, so that a refusal leaves the session as
/// it was.
struct EncodedCalls: ~Copyable {
    private(set) var buffer = ParameterBuffer()
    private var offsets: [Int] = []
    /// For each call, where its offsets begin in `offsets`; one more at the end.
    private var firstOffsets: [Int] = [0]

    init(_ calls: [StatementCall], rowTypes: [String: UInt32]) throws(PostgresError) {
        firstOffsets.reserveCapacity(calls.count + 1)
        for call in calls {
            // The protocol counts parameters in 16 bits; a statement with more is our mistake.
            precondition(call.parameters.count <= 65_535, "\(call.statement.name) has too many parameters")
            for (index, parameter) in call.parameters.enumerated() {
                offsets.append(buffer.count)
                do throws(EncodingRefusal) {
                    try buffer.putField(parameter, rowTypes: rowTypes)
                } catch {
                    throw .parameterRefused(
                        statement: call.statement.name, parameter: index + 1, error.reason)
                }
            }
            firstOffsets.append(offsets.count)
        }
        offsets.append(buffer.count)
    }

    /// Where the fields of a call begin.
    borrowing func fields(of call: Int) -> ArraySlice<Int> {
        offsets[firstOffsets[call]..<firstOffsets[call + 1]]
    }

    /// How many bytes they take.
    borrowing func size(of call: Int) -> Int {
        offsets[firstOffsets[call + 1]] - offsets[firstOffsets[call]]
    }
}
