import Certificates
import Foundation
import Governance
import Storage
import Wire

extension HubProgram {
    /// `certs init`
    public static func initialiseCertificates(_ options: HubOptions, json: Bool) async throws {
        try said {
            let directory = try DataDirectory(
                path: options.data, certs: options.certificates)
            let keys = try directory.hubKeys(Hub.identity(options), at: Date())
            let made = keys.certificates.made
            let store = directory.certificates
            Console(json: json).say(
                (made.isEmpty ? ["Everything is there already."] : made.map { "made \($0)" }).joined(separator: "\n")
                    + "\nThe authority's certificate: \(store.certificatePath(CertificateStore.authorityName))",
                JSONWriter.object { writer in
                    writer.member("authority", store.certificatePath(CertificateStore.authorityName))
                    writer.member("revocation_list", store.revocationListPath)
                    writer.array("made") { list in for path in made { list.element(path) } }
                })
        }
    }

    /// `certs issue`
    public static func issueCertificate(
        _ options: HubOptions, name: String, profile: String, names: [String], request: String?, days: Int, json: Bool
    ) async throws {
        try await visit(options, needs: .manageCertificates) { hub, actor in
            let store = hub.directory.certificates
            let profiles: [String: CertificateProfile] = [
                "client": .client, "server": .server, "settlement": .settlement,
            ]
            let alternatives = try names.map { text in
                try text.contains("@") ? SubjectAlternativeName.email(text) : SubjectAlternativeName.host(text)
            }
            let now = Date()
            let terms = CertificateTerms(
                profile: profiles[profile] ?? .client, subject: try SubjectName(commonName: name),
                alternativeNames: alternatives, validFrom: now.addingTimeInterval(-300),
                validUntil: now.addingTimeInterval(Double(days) * 86_400))
            let certificate: Certificate
            if let request {
                guard let data = FileManager.default.contents(atPath: request) else {
                    throw CommandFailure("The request \(request) cannot be read.")
                }
                certificate = try store.issue(
                    name, terms, to: CertificateRequest(pem: String(decoding: data, as: UTF8.self)))
            } else {
                certificate = try store.issue(name, terms)
            }
            let facts = certificate.facts
            try await hub.auditTrail.tell(
                "certificate.issue", "certificate \(facts.serial)", "\(profile) for \(name)", by: actor)
            Console(json: json).say(
                "Issued \(store.certificatePath(name)), serial \(facts.serial), valid until \(facts.notAfter)."
                    + (request == nil ? "\nIts private key: \(store.keyPath(name))" : ""),
                JSONWriter.object { writer in
                    writer.member("certificate", store.certificatePath(name))
                    writer.member("key", ifPresent: request == nil ? store.keyPath(name) : nil)
                    writer.member("serial", "\(facts.serial)")
                })
        }
    }

    /// `certs revoke`
    public static func revokeCertificate(
        _ options: HubOptions, _ certificate: String, reason: String, json: Bool
    ) async throws {
        try await visit(options, needs: .manageCertificates) { hub, actor in
            let store = hub.directory.certificates
            guard let reason = RevocationReason(rawValue: reason) else {
                throw CommandFailure("“\(reason)” is no reason; see `clearinghouse certs revoke --help`.")
            }
            let serial: SerialNumber
            if FileManager.default.fileExists(atPath: store.certificatePath(certificate)) {
                serial = try store.certificate(certificate).facts.serial
            } else if let given = SerialNumber(certificate) {
                serial = given
            } else {
                throw CommandFailure("“\(certificate)” is neither a certificate's name nor a serial number.")
            }
            let list = try store.revoke(serial, reason: reason, at: Date())
            try await hub.auditTrail.tell(
                "certificate.revoke", "certificate \(serial)", reason.rawValue, by: actor)
            Console(json: json).say(
                "Revoked \(serial). The list \(store.revocationListPath) names \(list.serials.count) certificates.",
                JSONWriter.object { writer in
                    writer.member("serial", "\(serial)")
                    writer.member("revocation_list", store.revocationListPath)
                })
        }
    }

    private static func said<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("\(error)")
        }
    }
}
