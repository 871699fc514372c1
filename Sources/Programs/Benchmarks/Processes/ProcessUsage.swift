import Foundation
import Glibc

/// What a process has used of the machine, as the kernel counts it (proc(5)).
enum ProcessUsage {
    private static let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))

    /// Processor seconds of a process so far, user and system, and of children it has waited for.
    static func seconds(of identifier: pid_t) -> Double {
        statistics(identifier)?.seconds ?? 0
    }

    /// Processor seconds of a server and of all its children, those that ended included.
    static func secondsOfFamily(_ parent: pid_t) -> Double {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.reduce(0) { sum, identifier in
            guard let found = statistics(identifier), identifier == parent || found.parent == parent else {
                return sum
            }
            return sum + found.seconds
        }
    }

    /// The most memory a process has held, in MiB (`VmHWM`).
    static func peakMebibytes(of identifier: pid_t) -> Double {
        let text = (try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)) ?? ""
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kibibytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Double($0) })
        else { return 0 }
        return kibibytes / 1024
    }

    /// Processor seconds of this process so far.
    static func ownSeconds() -> Double {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static func statistics(_ identifier: pid_t) -> (parent: pid_t, seconds: Double)? {
        guard let text = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return nil }
        // Behind the name come state (3), parent (4), …, user (14), system (15), and the children's (16, 17).
        let fields = text[text.index(after: name)...].split(separator: " ")
        guard fields.count > 14, let parent = pid_t(fields[1]) else { return nil }
        let ticks = fields[11...14].compactMap { Double($0) }.reduce(0, +)
        return (parent, ticks / ticksPerSecond)
    }
}
