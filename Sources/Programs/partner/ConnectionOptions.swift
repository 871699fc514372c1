import ArgumentParser
import PartnerClient

/// Where the hub is, and as whom to speak to it.
struct ConnectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The hub's address, such as https://hub.example.", valueName: "url"))
    var hub: String

    @OptionGroup var options: AccessOptions

    /// All of it as a value.
    func access(
        _ shared: SharedOptions, _ hubKeys: HubKeysOption, patience: AccessOptions.Patience = .request
    ) -> HubAccess {
        options.access(to: hub, shared, hubKeys, patience: patience)
    }
}

/// As whom to speak to the hub, and how.
struct AccessOptions: ParsableArguments {
    @Option(name: .customLong("key-id"), help: "The id this partner's key is registered under.")
    var keyID: String

    @Option(help: ArgumentHelp("The private key's file; <data>/<key-id>.pem unless given.", valueName: "file"))
    var key: String?

    @Option(help: "This partner's id, which receipts must name.")
    var partner: String?

    @Option(
        name: .customLong("public-url"),
        help: ArgumentHelp("What the hub is called in signatures, when --hub is another way to it.", valueName: "url"))
    var publicURL: String?

    @Option(
        help: ArgumentHelp("PEM of the authorities to trust for TLS; the system's unless given.", valueName: "file"))
    var ca: String?

    @Option(name: .customLong("client-certificate"), help: ArgumentHelp("PEM, for TLS.", valueName: "file"))
    var clientCertificate: String?

    @Option(name: .customLong("client-key"), help: ArgumentHelp("PEM, mode 0600, for TLS.", valueName: "file"))
    var clientKey: String?

    @Option(help: "How often to try when the network or the hub fails; 5 times unless given, a part of a batch 20.")
    var attempts: Int?

    @Option(
        help: ArgumentHelp(
            "How long one attempt may take; 30 unless given, for a part of a batch 900.", valueName: "seconds"))
    var timeout: Int?

    /// How long it is worth while to try.
    struct Patience {
        let attempts: Int
        let timeoutSeconds: Int

        /// For one request: somebody waits.
        static let request = Patience(attempts: 5, timeoutSeconds: 30)
        /// For a part of a file: three minutes of a hub that is away are bridged.
        static let part = Patience(attempts: 20, timeoutSeconds: 900)
    }

    func validate() throws {
        guard (clientCertificate == nil) == (clientKey == nil) else {
            throw ValidationError("--client-certificate and --client-key go together.")
        }
        guard (1...100).contains(attempts ?? 1), (1...3600).contains(timeout ?? 1) else {
            throw ValidationError("--attempts takes 1 to 100, --timeout 1 to 3600.")
        }
    }

    /// Where the private key is.
    func keyFile(_ shared: SharedOptions) -> String { key ?? PartnerKeyFile.path(data: shared.data, keyID: keyID) }

    /// All of it as a value.
    func access(
        to hub: String, _ shared: SharedOptions, _ hubKeys: HubKeysOption, patience: Patience = .request
    ) -> HubAccess {
        var access = HubAccess(
            hub: hub, keyFile: keyFile(shared), keyID: keyID)
        access.publicURL = publicURL
        access.partner = partner
        access.hubKeyFiles = hubKeys.files
        access.settings.authorityFile = ca
        access.settings.requestMilliseconds = (timeout ?? patience.timeoutSeconds) * 1000
        if let clientCertificate, let clientKey {
            access.settings.clientCertificate = .init(certificateFile: clientCertificate, keyFile: clientKey)
        }
        access.retries = RetryRule(attempts: attempts ?? patience.attempts)
        return access
    }
}
