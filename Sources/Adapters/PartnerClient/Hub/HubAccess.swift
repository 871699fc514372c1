import Signatures

/// Why the hub cannot be spoken to.
public enum HubAccessError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not an address such as `https://hub.example`.
    case address(String)
    /// The partner's own key cannot be used.
    case key(PartnerKeyError)
    /// A file of the hub's keys cannot be used.
    case trust(HubTrustError)
    /// The files of the hub's keys hold none that sign answers.
    case noKeys
    /// The connection cannot be made.
    case connection(HTTPConnectionError)
    /// The hub's answer is missing or not to be believed.
    case hub(HubClientError)

    /// One English sentence.
    public var description: String {
        switch self {
        case .address(let text): "not an address such as https://hub.example: \(text)"
        case .key(let error): error.description
        case .trust(let error): error.description
        case .noKeys: "--hub-keys holds no JSON Web Key Set to check answers by"
        case .connection(let error): error.description
        case .hub(let error): error.description
        }
    }
}

/// What it takes to speak to the hub as a partner, by files and addresses.
public struct HubAccess: Hashable, Sendable {
    /// Where the hub is.
    public var hub: String
    /// What the hub is configured to be called; `nil` when that is ``hub``.
    public var publicURL: String?
    /// The file of the own private key.
    public var keyFile: String
    /// The id the key is registered under.
    public var keyID: String
    /// The own id; `nil` leaves receipts unchecked in this.
    public var partner: String?
    /// Files of the hub's keys; with none they are fetched from the hub.
    public var hubKeyFiles: [String] = []
    /// Authorities, client certificate and times of the connection.
    public var settings = HTTPConnectionSettings()
    /// How often to try.
    public var retries = RetryRule()

    /// Access with one key to one hub.
    public init(hub: String, keyFile: String, keyID: String) {
        self.hub = hub
        self.keyFile = keyFile
        self.keyID = keyID
    }

    /// Reads the files, fetches the hub's keys where none are given, and sends one request.
    ///
    /// - Throws: ``HubAccessError``.
    public func send(_ request: HubRequest) async throws(HubAccessError) -> HubAnswer {
        let client = try await client()
        do throws(HubClientError) {
            return try await client.send(request)
        } catch {
            throw .hub(error)
        }
    }

    /// A client for any number of requests.
    ///
    /// - Throws: ``HubAccessError``.
    public func client() async throws(HubAccessError) -> HubClient {
        let address = try Self.address(hub)
        let publicAddress = if let publicURL { try Self.address(publicURL) } else { address }
        let key: SigningKey
        do throws(PartnerKeyError) { key = try PartnerKeyFile.load(keyFile) } catch { throw .key(error) }
        let connection: HTTPConnection
        do throws(HTTPConnectionError) {
            connection = try HTTPConnection(to: address, settings: settings)
        } catch {
            throw .connection(error)
        }
        return HubClient(
            connection: connection, signer: RequestSigner(key: key, keyID: keyID),
            keys: try await keys(over: connection, publicAddress), partner: partner, publicAddress: publicAddress,
            retries: retries)
    }

    private func keys(
        over connection: HTTPConnection, _ publicAddress: PublicAddress
    ) async throws(HubAccessError) -> JSONWebKeySet {
        guard hubKeyFiles.isEmpty else {
            let trust: HubTrust
            do throws(HubTrustError) { trust = try HubTrust(files: hubKeyFiles) } catch { throw .trust(error) }
            guard !trust.keys.keys.isEmpty else { throw .noKeys }
            return trust.keys
        }
        do throws(HubClientError) {
            return try await HubClient.fetchKeys(over: connection, publicAddress: publicAddress, retries: retries)
        } catch {
            throw .hub(error)
        }
    }

    private static func address(_ text: String) throws(HubAccessError) -> PublicAddress {
        guard let address = PublicAddress(url: text) else { throw .address(text) }
        return address
    }
}
