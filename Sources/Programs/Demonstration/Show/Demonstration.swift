import Composition
import EmbeddedPostgres
import Foundation
import Partners

/// A whole coalition on this machine: real purchases, real servers, settlement pushed.
public enum Demonstration {
    /// Shows it: starts a hub with its embedded database and the partners' file servers, plays four weeks of recorded
    /// purchases, settles each week, prints the summary, and serves on until it is told to stop.
    ///
    /// - Parameters:
    ///   - data: its own data directory. One that an earlier demonstration made is emptied, any other is left alone.
    ///   - once: whether to end after the summary.
    ///   - json: whether the summary is one JSON document on standard output; progress then goes to standard error.
    /// - Throws: `CommandFailure` with a sentence, also when the audit or a partner's check found a fault.
    public static func run(data: String, once: Bool, json: Bool) async throws {
        let stage: Stage
        do {
            stage = Stage(
                data: data, partners: FileManager.default.currentDirectoryPath + "/partners",
                purchases: try PurchaseFile.recorded(), once: once, json: json)
        } catch {
            throw CommandFailure("\(error)")
        }
        let work = Task { try await show(stage) }
        let watch = SignalWatch { work.cancel() }
        defer { watch.end() }
        let report: DemonstrationReport
        do {
            report = try await withTaskCancellationHandler {
                try await work.value
            } onCancel: {
                work.cancel()
            }
        } catch {
            throw CommandFailure(work.isCancelled ? "\(DemonstrationFailure.interrupted)" : "\(error)")
        }
        if !report.isSound { throw CommandFailure("The demonstration found \(report.faults.count) faults.") }
    }

    /// Shows what stands on the stage, and puts everything away afterwards.
    static func show(_ stage: Stage) async throws -> DemonstrationReport {
        let progress = Progress(json: stage.json)
        let source = try PartnerSource(folder: stage.partners, needed: Set(stage.purchases.map(\.partner)))
        let folder = try DemonstrationFolder(stage.data)
        let hub = try await progress.phase("Starting the hub and its database") {
            try await Hub.open(stage.hubOptions(folder), mode: .serving)
        }
        do {
            let servers = try await progress.phase("Starting the partners' file servers") {
                let servers = try FileServers(in: folder, store: hub.directory.certificates, now: Date())
                try servers.start()
                return servers
            }
            defer { servers.stop() }
            let story = Story(
                stage: stage, folder: folder, source: source, hub: hub, servers: servers, progress: progress)
            let report = try await show(story)
            await hub.close()
            return report
        } catch {
            await hub.close()
            throw error
        }
    }

    /// Serves while the story is told, and on until it is told to stop.
    private static func show(_ story: Story) async throws -> DemonstrationReport {
        let serving = Serving(story.hub)
        do {
            let report = try await withThrowingTaskGroup(of: DemonstrationReport?.self) { group in
                group.addTask {
                    for await address in serving.ready {
                        let report = try await story.tell(hubAt: address)
                        say(report, story)
                        if !story.stage.once { await waitForTheEnd() }
                        return report
                    }
                    return nil
                }
                group.addTask {
                    try await serving.watch()
                    return nil
                }
                defer { group.cancelAll() }
                // The story ends first, but for a hub that fails, and for a stop before there is anything to tell.
                while let ended = try await group.next() {
                    if let ended { return ended }
                }
                throw CancellationError()
            }
            await serving.stop()
            return report
        } catch {
            await serving.stop()
            throw error
        }
    }

    private static func say(_ report: DemonstrationReport, _ story: Story) {
        guard !story.stage.json else {
            return story.stage.output(String(decoding: ReportDocument(report: report).bytes, as: UTF8.self))
        }
        story.stage.output("\n" + ReportText(report: report).text)
        if !story.stage.once { story.stage.output("\n" + Invitation(report: report, story: story).text) }
    }

    private static func waitForTheEnd() async {
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    }
}
