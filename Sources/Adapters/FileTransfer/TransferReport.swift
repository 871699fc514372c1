/// What a completed push did, file by file in the order given.
public struct TransferReport: Hashable, Sendable {
    /// The files, all of them published now.
    public let files: [PublishedFile]

    /// One published file.
    public struct PublishedFile: Hashable, Sendable {
        /// The final name.
        public let name: String
        /// The size in bytes.
        public let byteCount: Int
        /// The time spent on it, checks included.
        public let elapsed: Duration
        /// Where it stands, without user name: percent-encoded, RFC 3986.
        public let url: String
        /// Whether this push sent it.
        public let outcome: Outcome
    }

    /// How a file came to stand under its final name.
    public enum Outcome: Hashable, Sendable {
        /// Sent by this push.
        case uploaded
        /// An earlier push had published the same bytes, compared in full.
        case alreadyThere
    }
}

/// How patient and how fast a transfer is.
public struct TransferLimits: Hashable, Sendable {
    /// The time for name look-up, connection and handshake, in seconds.
    public let connectSeconds: Int
    /// A transfer slower than this for ``lowSpeedSeconds`` is given up, in bytes a second.
    public let lowSpeedBytesPerSecond: Int
    /// See ``lowSpeedBytesPerSecond``.
    public let lowSpeedSeconds: Int
    /// The most to send, in bytes a second; `nil` is no limit.
    public let maximumSendBytesPerSecond: Int?

    /// Limits; the defaults suit a partner's server across a continent.
    public init(
        connectSeconds: Int = 15, lowSpeedBytesPerSecond: Int = 64, lowSpeedSeconds: Int = 30,
        maximumSendBytesPerSecond: Int? = nil
    ) {
        self.connectSeconds = connectSeconds
        self.lowSpeedBytesPerSecond = lowSpeedBytesPerSecond
        self.lowSpeedSeconds = lowSpeedSeconds
        self.maximumSendBytesPerSecond = maximumSendBytesPerSecond
    }
}
