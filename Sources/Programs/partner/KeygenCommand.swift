import ArgumentParser
import PartnerClient
import Signatures

struct KeygenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Make a key pair to sign messages with.",
        discussion: """
            Writes the private key (PKCS #8 PEM, mode 0600) to <data>/<key-id>.pem, or to --key, and never over a file that is \
            there already. Prints the public key and the entry for the partner file.

            Examples:
              partner keygen --key-id grocery-2026
              partner keygen --key-id till-7 --algorithm ecdsa-p256-sha256 --key /etc/till/key.pem
            """)

    @OptionGroup var shared: SharedOptions

    @Option(name: .customLong("key-id"), help: "The id the key will be registered under.")
    var keyID = "partner"

    @Option(help: "ed25519, ecdsa-p256-sha256 or rsa-pss-sha512 (3072 bits).")
    var algorithm = SignatureAlgorithm.ed25519

    @Option(help: ArgumentHelp("The private key's file, instead of <data>/<key-id>.pem.", valueName: "file"))
    var key: String?

    func validate() throws {
        guard PartnerKeyFile.acceptsKeyID(keyID) else {
            throw ValidationError("--key-id takes 1 to 64 letters, digits, '.', '_' and '-', a letter or digit first.")
        }
    }

    func run() throws {
        let path = key ?? PartnerKeyFile.path(data: shared.data, keyID: keyID)
        do throws(PartnerKeyError) {
            let made = try PartnerKeyFile.create(path, algorithm: algorithm)
            let notice = NewKeyNotice(
                path: path, keyID: keyID, key: made.verificationKey, now: SystemClock.now())
            shared.show(notice.text, notice.json)
        } catch {
            throw shared.fail(error.description)
        }
    }
}

extension SignatureAlgorithm: ExpressibleByArgument {}
