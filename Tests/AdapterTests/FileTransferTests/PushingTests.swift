import FileTransfer
import Testing

@Suite struct `Pushing a settlement folder` {
    @Test(arguments: Destination.Scheme.allCases)
    func `every file arrives under its name, in folders that were missing`(scheme: Destination.Scheme) async throws {
        let target = try await PushTarget.started(scheme)
        let files = [FileUpload].settlement()
        let report = try await target.push(files)
        #expect(report.files.map(\.name) == files.map(\.name))
        #expect(report.files.allSatisfy { $0.outcome == .uploaded })
        #expect(report.files.map(\.byteCount) == files.map(\.bytes.count))
        #expect(report.files[0].url.hasPrefix("\(scheme.rawValue)://"))
        #expect(report.files[0].url.hasSuffix("/grocery/000001/v1/statement.csv"))
        #expect(!report.files[0].url.contains("@"))
        #expect(target.names() == files.map(\.name).sorted())
        for file in files { #expect(target.holds(file), "\(file.name)") }
    }

    @Test(arguments: Destination.Scheme.allCases)
    func `the same push again changes nothing and succeeds`(scheme: Destination.Scheme) async throws {
        let target = try await PushTarget.started(scheme)
        let files = [FileUpload].settlement()
        _ = try await target.push(files)
        let again = try await target.push(files, token: "attempt-2", earlierTokens: ["attempt-1"])
        #expect(again.files.allSatisfy { $0.outcome == .alreadyThere })
        #expect(target.names() == files.map(\.name).sorted())
    }

    @Test(arguments: Destination.Scheme.allCases)
    func `other bytes under a name that is taken are a conflict and stay`(scheme: Destination.Scheme) async throws {
        let target = try await PushTarget.started(scheme)
        let files = [FileUpload].settlement()
        _ = try await target.push(files)
        for text in [#"{"sequence":2}"#, #"{"sequence":1} and more"#] {
            let error = try await target.refusal(files.changing("manifest.json", to: text), token: "attempt-2")
            #expect(error == .conflict(file: "manifest.json"))
            #expect(error?.isPermanent == true)
        }
        #expect(target.holds(files[4]))
        #expect(target.names() == files.map(\.name).sorted())
    }

    @Test(arguments: Destination.Scheme.allCases)
    func `a half-done push is completed, and what stands is not sent again`(scheme: Destination.Scheme) async throws {
        let target = try await PushTarget.started(scheme)
        let files = [FileUpload].settlement()
        _ = try await target.push(Array(files.prefix(2)))
        let report = try await target.push(files, token: "attempt-2", earlierTokens: ["attempt-1"])
        #expect(report.files.map(\.outcome) == [.alreadyThere, .alreadyThere, .uploaded, .uploaded, .uploaded])
        #expect(target.names() == files.map(\.name).sorted())
    }

    @Test(arguments: [Destination.Scheme.sftp, .https, .ftps])
    func `a server killed in mid-upload leaves no manifest, and the next push completes`(
        scheme: Destination.Scheme
    ) async throws {
        let target = try await PushTarget.started(scheme)
        let files = [FileUpload].settlement(dataSize: 6_000_000)
        target.onArrival { target.kill() }
        let error = try await target.refusal(files, limits: PushTarget.paced)
        switch error {
        case .upload(file: "statement.csv", let fault)?: #expect(fault.curlCode != nil)
        case let other: Issue.record("not an upload error: \(String(describing: other))")
        }
        #expect(error?.isPermanent == false)
        #expect(target.names().allSatisfy { $0.hasPrefix(".") }, "no file under its final name: \(target.names())")

        switch try await target.refusal(files, token: "attempt-2") {
        case .connect(let fault)?: #expect(fault.curlCode == 7)
        case let other: Issue.record("the server is down: \(String(describing: other))")
        }

        try target.start()
        let report = try await target.push(files, token: "attempt-3", earlierTokens: ["attempt-1", "attempt-2"])
        #expect(report.files.allSatisfy { $0.outcome == .uploaded })
        #expect(target.names() == files.map(\.name).sorted(), "leftovers of the first attempt are gone")
        #expect(target.holds(files[0]))
    }

    @Test(arguments: [true, false])
    func `a name taken while its file is under way is done when the bytes are the same, else a conflict`(
        same: Bool
    ) async throws {
        let target = try await PushTarget.started(.sftp)
        let file = [FileUpload].settlement(dataSize: 1_500_000)[0]
        let rival = FileUpload(name: file.name, bytes: same ? file.bytes : [1])
        target.onArrival { target.place(rival) }
        if same {
            let report = try await target.push([file], limits: PushTarget.paced)
            #expect(report.files.map(\.outcome) == [.alreadyThere])
        } else {
            let error = try await target.refusal([file], limits: PushTarget.paced)
            #expect(error == .conflict(file: file.name))
        }
        #expect(target.names() == [file.name], "the temporary file is gone")
        #expect(target.holds(rival))
    }

    @Test(arguments: [Destination.Scheme.sftp, .https, .ftps])
    func `the deadline ends a push in mid-upload`(scheme: Destination.Scheme) async throws {
        let target = try await PushTarget.started(scheme)
        let error = try await target.refusal(
            .settlement(dataSize: 9_000_000), limits: PushTarget.paced, within: .milliseconds(1_500))
        #expect(error == .deadline(file: "statement.csv"))
        #expect(!target.names().contains("manifest.json"))
    }

    @Test(arguments: Destination.Scheme.allCases)
    func `a deadline already passed sends nothing`(scheme: Destination.Scheme) async throws {
        let target = try await PushTarget.started(scheme)
        let error = try await target.refusal(.settlement(), within: .seconds(-1))
        #expect(error == .deadline(file: "statement.csv"))
        #expect(target.names().isEmpty)
    }

    @Test func `a cancelled task ends its push`() async throws {
        let target = try await PushTarget.started(.sftp)
        let push = Task { try await target.refusal(.settlement(dataSize: 30_000_000), limits: PushTarget.paced) }
        target.onArrival { push.cancel() }
        #expect(try await push.value == .cancelled)
        #expect(target.names().allSatisfy { $0.hasPrefix(".") })
    }

    @Test func `a path with a space, a percent sign and a semicolon is the same place for data and commands`()
        async throws
    {
        for scheme in Destination.Scheme.allCases {
            let target = try await PushTarget.started(scheme)
            let destination = try target.destination(below: "a%20b/50%25;type=a/")
            _ = try await target.push(.settlement(), to: destination)
            let names = target.names(in: "a b/50%;type=a/grocery/000001/v1")
            #expect(names == [FileUpload].settlement().map(\.name).sorted(), "\(scheme)")
        }
    }

    @Test(arguments: [
        (RequestMistake.fileName("../x"), ["../x"], "a", "t"), (.fileName(".hidden"), [".hidden"], "a", "t"),
        (.fileName(""), [""], "a", "t"), (.fileName("a\nb"), ["a\nb"], "a", "t"), (.fileName("ă"), ["ă"], "a", "t"),
        (.fileNameTwice("x"), ["x", "x"], "a", "t"), (.folder(""), ["x"], "", "t"), (.folder("/a"), ["x"], "/a", "t"),
        (.folder("a/../b"), ["x"], "a/../b", "t"), (.folder("a/"), ["x"], "a/", "t"), (.token(""), ["x"], "a", ""),
        (.token("a.b"), ["x"], "a", "a.b"),
    ])
    func `names that could reach elsewhere are refused`(
        mistake: RequestMistake, names: [String], folder: String, token: String
    ) async throws {
        let destination = try Destination(url: "file:///nowhere/")
        await #expect(throws: TransferError.request(mistake)) {
            try await FileTransfer().push(
                names.map { FileUpload(name: $0, bytes: []) }, folder: folder, to: destination, token: token,
                deadline: .now + .seconds(5))
        }
    }
}
