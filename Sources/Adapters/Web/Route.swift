import Wire

/// What a path leads to; each path serves one purpose and so one method (PROTOCOL.md section 2).
enum Route: Hashable, Sendable {
    /// A message to post; signed.
    case posted(PostedRequest)
    /// Many messages under one signature.
    case batches
    /// Something a partner reads; signed.
    case reading(PartnerReading)
    /// What a partner says about statements and disputes, or reads of them; signed.
    case disputing(DisputeRequest)
    /// A partner's own day to compare, or the days it has compared; signed.
    case reconciliations
    /// What anybody may read; unsigned.
    case open(OpenResource)

    /// The route of a path as sent.
    ///
    /// Segments are percent-decoded before they are compared (RFC 3986 section 6.2.2.2); dots, empty segments and a
    /// slash at the end are never tidied away, so that every resource has one path.
    init?(path: String) {
        switch path {
        // What tills send all day is known at once.
        case "/v1/accruals": self = .posted(.accrual)
        case "/v1/redemptions": self = .posted(.redemption)
        default: self.init(segmentsOf: path)
        }
    }

    private init?(segmentsOf path: String) {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).map(PercentEncoding.decoded)
        guard segments.count >= 2, segments[0].isEmpty, !segments.dropFirst().contains("") else { return nil }
        switch segments.count {
        case 2: self.init(top: segments[1])
        case 3 where segments[1] == ".well-known" && segments[2] == "jwks.json": self = .open(.keySet)
        case 3... where segments[1] == "v1": self.init(collection: segments[2], rest: segments[3...])
        default: return nil
        }
    }

    private init?(top name: String) {
        switch name {
        case "healthz": self = .open(.health)
        case "readyz": self = .open(.readiness)
        case "metrics": self = .open(.metrics)
        case "openapi.json": self = .open(.description)
        default: return nil
        }
    }

    private init?(collection: String, rest: ArraySlice<String>) {
        let rest = Array(rest)
        switch (collection, rest.count) {
        case ("members", 0): self = .posted(.enrolment)
        case ("members", 2) where rest[1] == "identifiers": self = .posted(.identifierAddition(member: rest[0]))
        case ("members", 2) where rest[1] == "balance": self = .reading(.balance(rest[0]))
        case ("accruals", 0): self = .posted(.accrual)
        case ("redemptions", 0): self = .posted(.redemption)
        case ("redemptions", 2) where rest[1] == "capture": self = .posted(.capture(original: rest[0]))
        case ("redemptions", 2) where rest[1] == "void": self = .posted(.void(original: rest[0]))
        case ("reversals", 0): self = .posted(.reversal)
        case ("batches", 0): self = .batches
        case ("reconciliations", 0): self = .reconciliations
        case ("messages", 1): self = .reading(.message(rest[0]))
        case ("cycles", 0): self = .reading(.cycles)
        case ("cycles", 1): self = .reading(.cycle(rest[0]))
        case ("cycles", 3) where rest[1] == "statement":
            self = .reading(.statementFile(cycle: rest[0], name: rest[2]))
        case ("cycles", 2) where rest[1] == "acknowledgement": self = .disputing(.acknowledgement(cycle: rest[0]))
        case ("cycles", 4) where rest[1] == "disputes" && rest[3] == "withdrawal":
            self = .disputing(.withdrawal(cycle: rest[0], number: rest[2]))
        case ("disputes", 0): self = .disputing(.disputes)
        case ("disputes", 1): self = .disputing(.dispute(rest[0]))
        case ("disputes", 2) where rest[1] == "answer": self = .disputing(.answer(rest[0]))
        case ("cycles", 2) where rest[1] == "explanation": self = .reading(.explanation(cycle: rest[0]))
        case ("cycles", 2) where rest[1] == "postings": self = .reading(.postings(cycle: rest[0]))
        default: return nil
        }
    }

    /// The methods it serves, as `Allow` lists them.
    var methods: [String] {
        switch self {
        case .posted, .batches: ["POST"]
        case .reading: ["GET"]
        case .disputing(let request): [request.method]
        case .reconciliations: ["GET", "POST"]
        case .open: ["GET", "HEAD"]
        }
    }

    /// The path with its variable segments in braces: the only form that metrics and logs may carry.
    var template: String {
        switch self {
        case .posted(let request): request.template
        case .batches: "/v1/batches"
        case .reading(let reading): reading.template
        case .disputing(let request): request.template
        case .reconciliations: "/v1/reconciliations"
        case .open(let resource): resource.rawValue
        }
    }
}

/// What a partner may read of its own.
enum PartnerReading: Hashable, Sendable {
    case balance(String)
    case message(String)
    case cycles
    case cycle(String)
    case statementFile(cycle: String, name: String)
    case explanation(cycle: String)
    case postings(cycle: String)

    var template: String {
        switch self {
        case .balance: "/v1/members/{identifier}/balance"
        case .message: "/v1/messages/{message_id}"
        case .cycles: "/v1/cycles"
        case .cycle: "/v1/cycles/{id}"
        case .statementFile: "/v1/cycles/{id}/statement/{file}"
        case .explanation: "/v1/cycles/{id}/explanation"
        case .postings: "/v1/cycles/{id}/postings"
        }
    }
}

/// What anybody may read; raw values are the paths.
enum OpenResource: String, Hashable, Sendable {
    case health = "/healthz"
    case readiness = "/readyz"
    case metrics = "/metrics"
    case description = "/openapi.json"
    case keySet = "/.well-known/jwks.json"
}

extension PostedRequest {
    var template: String {
        switch self {
        case .enrolment, .accrual, .redemption, .reversal: path
        case .identifierAddition: "/v1/members/{identifier}/identifiers"
        case .capture: "/v1/redemptions/{message_id}/capture"
        case .void: "/v1/redemptions/{message_id}/void"
        }
    }
}
