import ArgumentParser
import Foundation
import PartnerClient
import Signatures
import Wire

struct AcknowledgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acknowledge",
        abstract: "Say that a statement was received, accepted or disputed.",
        discussion: """
            With --hub the word goes over the signed API, about the newest version unless --version names one. With --folder \
            the folder is verified first; then the signed word is written beside its manifest as acknowledgement.jws, where \
            the hub fetches it: run this where the folder was delivered. A word that stands there is never replaced.

            A dispute names a reason and what it is about, by the ids of messages, by lines of statement.csv, or both. Of \
            evidence only its SHA-256 is sent. Exits 0 when the word is given, 1 when it was refused.

            Examples:
              partner acknowledge 000042 accepted --hub https://hub.example --key-id grocery-2026
              partner acknowledge 000042 disputed --hub https://hub.example --key-id grocery-2026 \\
                --reason wrong_amount --message-id till7-000123 --line 17 --evidence receipt.pdf
              partner acknowledge 000042 received --folder inbox/grocery/000042/v1 --hub-keys hub-ca.pem \\
                --key-id grocery-2026
            """)

    @OptionGroup var shared: SharedOptions
    @OptionGroup var hubKeys: HubKeysOption
    @OptionGroup var options: AccessOptions

    @Option(help: ArgumentHelp("The hub's address, such as https://hub.example.", valueName: "url"))
    var hub: String?

    @Argument(help: "The cycle's id.")
    var cycle: String

    @Argument(help: "received, accepted or disputed.")
    var status: AcknowledgementDraft.Status

    @Option(help: ArgumentHelp("The settlement folder to write the signed word into.", valueName: "dir"))
    var folder: String?

    @Option(help: "The statement's version; the newest unless given.")
    var version: Int64?

    @Option(help: "Why it is disputed, such as wrong_amount.")
    var reason: String?

    @Option(name: .customLong("message-id"), help: "A message whose lines are disputed; may be given several times.")
    var messageIDs: [String] = []

    @Option(name: .customLong("line"), help: "A disputed line of statement.csv; may be given several times.")
    var lines: [Int64] = []

    @Option(help: ArgumentHelp("What proves it; only its SHA-256 leaves this machine.", valueName: "file"))
    var evidence: String?

    @Option(help: "A sentence for people.")
    var comment: String?

    func validate() throws {
        guard (hub == nil) != (folder == nil) else {
            throw ValidationError("Give either --hub or --folder.")
        }
        guard folder == nil || !hubKeys.files.isEmpty else { throw ValidationError("--folder needs --hub-keys.") }
        guard version ?? 1 > 0 else { throw ValidationError("--version counts from 1.") }
        do throws(AcknowledgementMistake) {
            _ = try draft(evidenceSHA256: nil)
        } catch {
            throw ValidationError(error.description)
        }
    }

    func run() async throws {
        do {
            let digest = try evidence.map { path throws(AcknowledgementMistake) in
                guard let data = FileManager.default.contents(atPath: path) else { throw .evidence(path) }
                return MessageDigest.sha256Hexadecimal([UInt8](data))
            }
            let draft = try draft(evidenceSHA256: digest)
            if let folder { try write(draft, folder) }
            if let hub { try await send(draft, hub) }
        } catch let mistake as AcknowledgementMistake {
            throw shared.fail(mistake.description)
        } catch let error as HubAccessError {
            throw shared.fail(error.description)
        } catch let error as HubTrustError {
            throw shared.fail(error.description)
        }
    }

    private func draft(evidenceSHA256: String?) throws(AcknowledgementMistake) -> AcknowledgementDraft {
        var claim: AcknowledgementDraft.Claim?
        if let reason {
            claim = .init(
                reason: reason, messageIDs: messageIDs, lines: lines, evidenceSHA256: evidenceSHA256, comment: comment)
        } else if !messageIDs.isEmpty || !lines.isEmpty || evidence != nil || comment != nil {
            throw status == .disputed ? .claimMissing : .claimNotExpected
        }
        return try AcknowledgementDraft(status, claim: claim)
    }

    private func write(_ draft: AcknowledgementDraft, _ folder: String) throws {
        let written = try SignedAcknowledgement.write(
            draft, in: folder, cycle: cycle, version: version, trust: HubTrust(files: hubKeys.files),
            keyFile: options.keyFile(shared), keyID: options.keyID, at: Date())
        shared.show(
            "\(written.path) says that version \(written.manifest.version) of cycle \(written.manifest.cycle) is "
                + "\(draft.status.rawValue).",
            .object([
                "ok": .bool(true), "file": .string(written.path), "cycle": .string(written.manifest.cycle),
                "version": .integer(written.manifest.version), "status": .string(draft.status.rawValue),
                "manifest_sha256": .string(written.manifestSHA256),
            ]))
    }

    private func send(_ draft: AcknowledgementDraft, _ hub: String) async throws {
        let client = try await options.access(to: hub, shared, hubKeys).client()
        let answer: HubAnswer
        do {
            var number = version
            if number == nil {
                let standing = try await client.send(.cycle(cycle))
                guard standing.isSuccess else { return try report(standing) }
                number = standing.json?["version"]?.integer
                guard number ?? 0 > 0 else {
                    throw shared.fail("No statement of cycle \(cycle) has been sent yet.")
                }
            }
            answer = try await client.send(.acknowledgement(draft.body(version: number ?? 1), cycle: cycle))
        } catch let error as HubClientError {
            throw HubAccessError.hub(error)
        }
        try report(answer)
    }

    private func report(_ answer: HubAnswer) throws {
        shared.write(answer)
        guard !answer.isSuccess else { return }
        let reason = "refused with status \(answer.status)\(answer.refusalCode.map { ", \($0)" } ?? "")"
        if !shared.json { FileHandle.standardError.write(Data("partner: \(reason)\n".utf8)) }
        throw ExitCode.failure
    }
}

extension AcknowledgementDraft.Status: ExpressibleByArgument {}
