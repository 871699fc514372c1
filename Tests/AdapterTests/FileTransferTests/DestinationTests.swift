import FileTransfer
import Glibc
import Testing

@Suite struct `Reading a delivery entry` {
    static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"

    @Test(arguments: [
        ("http://files.example/in/", DestinationError.schemeRefused("http")),
        ("scp://files.example/in/", .schemeRefused("scp")), ("gopher://files.example/", .schemeRefused("gopher")),
        ("ftp://files.example/", .schemeRefused("ftp")), ("dict://files.example/", .schemeRefused("dict")),
        ("files.example/in/", .schemeRefused("")), ("", .schemeRefused("")),
        ("sftp://", .urlMalformed), ("sftp://u@files.example:0/in/", .urlMalformed),
        ("sftp://u@files.example:70000/in/", .urlMalformed), ("sftp://u@files example/in/", .urlMalformed),
        ("sftp://u@fïles.example/in/", .urlMalformed), ("sftp://u@files.example\n/in/", .urlMalformed),
        ("sftp://u:secret@files.example/in/", .passwordInURL), ("https://:secret@files.example/", .passwordInURL),
        ("ftps://files.example/in/", .userMissing), ("sftp://%20%22@files.example/in/", .userMissing),
        ("https://u@files.example/in/", .userNotAllowed), ("file://u@/in/", .urlMalformed),
        ("file://files.example/in/", .urlMalformed),
        ("sftp://u@files.example/in", .pathRefused), ("sftp://u@files.example/in/../", .pathRefused),
        ("sftp://u@files.example/%2e%2e/", .pathRefused), ("sftp://u@files.example/a%0Ab/", .pathRefused),
        ("sftp://u@files.example/a%22b/", .pathRefused), ("sftp://u@files.example/a%5Cb/", .pathRefused),
        ("https://files.example/in/?x=1", .queryOrFragment), ("https://files.example/in/#x", .queryOrFragment),
    ])
    func `a URL that may not be pushed to is refused`(url: String, expected: DestinationError) {
        #expect(throws: expected) { try Destination(url: url, identity: "key", hostKey: Self.key) }
    }

    @Test func `fields must fit the scheme`() {
        #expect(throws: DestinationError.identityMissing) {
            try Destination(url: "sftp://u@files.example/", hostKey: Self.key)
        }
        #expect(throws: DestinationError.hostKeyMissing) {
            try Destination(url: "sftp://u@files.example/", identity: "key")
        }
        #expect(throws: DestinationError.fieldNotAllowed(.ca)) {
            try Destination(url: "sftp://u@files.example/", identity: "key", hostKey: Self.key, ca: "ca")
        }
        #expect(throws: DestinationError.caMissing) { try Destination(url: "https://files.example/") }
        #expect(throws: DestinationError.caMissing) { try Destination(url: "ftps://u@files.example/") }
        #expect(throws: DestinationError.clientCertificateIncomplete) {
            try Destination(url: "https://files.example/", clientCertificate: "certificate", ca: "ca")
        }
        #expect(throws: DestinationError.fieldNotAllowed(.passwordFile)) {
            try Destination(url: "https://files.example/", ca: "ca", passwordFile: "password")
        }
        #expect(throws: DestinationError.fieldNotAllowed(.identity)) {
            try Destination(url: "file:///in/", identity: "key")
        }
    }

    @Test(arguments: [
        "", "ssh-ed25519", "SHA256:", "SHA256:short", "AAAA", "MD5:00:11",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ==", "ssh-ed25519 AAAAB3NzaC1yc2EAAAADAQAB",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\nother.example ssh-rsa x",
        "* \(key)",
    ])
    func `a host key that pins nothing is refused`(hostKey: String) {
        #expect(throws: DestinationError.hostKeyMalformed) {
            try Destination(url: "sftp://u@files.example/", identity: "key", hostKey: hostKey)
        }
    }

    @Test func `the parts of a URL are read, decoded, with the scheme's port`() throws {
        let sftp = try Destination(
            url: "SFTP://grocer@files.example/~/in%20box/", identity: "key", hostKey: Self.key + " a comment")
        #expect(sftp.scheme == .sftp)
        #expect((sftp.host, sftp.port, sftp.user, sftp.path) == ("files.example", 22, "grocer", "/~/in box/"))
        #expect(
            sftp.hostKey
                == .publicKey(
                    type: "ssh-ed25519",
                    base64: "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"))
        let account = try #require(getpwuid(geteuid()))
        let unnamed = try Destination(url: "sftp://files.example/in/", identity: "key", hostKey: Self.key)
        #expect(unnamed.user == String(cString: account.pointee.pw_name))
        #expect(try Destination(url: "ftps://u@files.example/", ca: "ca").port == 990)
        let https = try Destination(url: "https://[::1]:8443/in/", ca: "ca")
        #expect((https.host, https.port) == ("[::1]", 8443))
        let file = try Destination(url: "file:///srv/in/")
        #expect((file.host, file.port, file.path) == ("", 0, "/srv/in/"))
    }
}
