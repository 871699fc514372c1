import Signatures
import Telemetry
import Wire

/// Answers what anybody may read.
struct OpenResources: Sendable {
    let keySet: [UInt8]
    let metricsText: @Sendable () -> String
    let isReady: @Sendable () async -> Bool

    init(
        keySet: JSONWebKeySet, metricsText: @escaping @Sendable () -> String,
        isReady: @escaping @Sendable () async -> Bool
    ) {
        self.keySet = keySet.json
        self.metricsText = metricsText
        self.isReady = isReady
    }

    func reply(to resource: OpenResource) async -> Reply {
        switch resource {
        case .health: return Self.status("ok", 200)
        case .readiness: return await isReady() ? Self.status("ready", 200) : Self.status("unready", 503)
        case .metrics:
            return Reply(mediaType: PrometheusMetrics.mediaType, body: Array(metricsText().utf8))
        case .description: return Reply(body: PackageResources.openapi_json)
        case .keySet: return Reply(mediaType: "application/jwk-set+json", body: keySet)
        }
    }

    private static func status(_ word: String, _ code: Int) -> Reply {
        Reply(status: code, body: JSONWriter.object(capacity: 32) { $0.member("status", word) })
    }
}
