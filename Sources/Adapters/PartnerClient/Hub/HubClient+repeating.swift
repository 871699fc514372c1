import Signatures

extension HubClient {
    /// One request made and answered.
    typealias Exchange = (request: RequestMessage, response: ResponseMessage)

    static func exchange(
        _ request: RequestMessage, over connection: HTTPConnection
    ) async throws(HubClientError) -> ResponseMessage {
        do throws(HTTPConnectionError) {
            return try await connection.exchange(request)
        } catch {
            throw .connection(error, attempts: 1)
        }
    }

    /// Tries until there is an answer other than 429 and 503, or the rule says it is enough; then what came last stands.
    ///
    /// - Parameter isRepeatable: whether trying again is safe even when the hub may have taken the request.
    static func repeating(
        _ rule: RetryRule, isRepeatable: Bool, _ attempt: () async throws(HubClientError) -> Exchange
    ) async throws(HubClientError) -> (request: RequestMessage, response: ResponseMessage, attempts: Int) {
        var count = 1
        while true {
            let retryAfter: Int64?
            do throws(HubClientError) {
                let (request, response) = try await attempt()
                guard [429, 503].contains(response.status), count < rule.attempts else {
                    return (request, response, count)
                }
                retryAfter = response.fields.combined("retry-after").flatMap { Int64($0) }
            } catch {
                guard case .connection(let failure, _) = error else { throw error }
                guard failure.isOfTheNetwork, isRepeatable || !failure.mayHaveArrived, count < rule.attempts else {
                    throw .connection(failure, attempts: count)
                }
                retryAfter = nil
            }
            let wait = rule.waitMilliseconds(
                after: count, retryAfterSeconds: retryAfter, jitter: Double.random(in: 0...1))
            do {
                try await Task.sleep(for: .milliseconds(wait))
            } catch {
                throw .cancelled
            }
            count += 1
        }
    }
}
