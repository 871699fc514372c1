import Foundation
import Glibc

/// Starting a program, the plain way.
enum ChildProgram {
    /// Starts `words[0]`, an absolute path, in a process group of its own, with standard output and error appended to a file.
    ///
    /// No pipe and no other descriptor of this process is inherited: a daemon that kept one would hang its reader.
    ///
    /// - Returns: 0, or the `errno` of the failure.
    static func spawn(_ words: [String], logFile: String, _ pid: inout pid_t) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, logFile, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in descriptors.compactMap({ Int32($0) }) where descriptor > 2 {
            // One that is closed by then is passed over (posix_spawn of glibc).
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own keeps ^C at the terminal from reaching a server before its parent ends it.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        posix_spawnattr_setpgroup(&attributes, 0)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        return posix_spawn(&pid, words[0], &actions, &attributes, arguments, environ)
    }

    /// Waits for a child's end.
    ///
    /// - Returns: The wait status; 0 is a clean exit.
    static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status
    }
}

/// The children of a process, as /proc tells.
enum ProcessTree {
    /// All descendants, parents before their children.
    static func descendants(of root: pid_t) -> [pid_t] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        var children: [pid_t: [pid_t]] = [:]
        for pid in entries.compactMap(pid_t.init) {
            guard let line = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
                // "pid (name) state parent …": the name may hold anything, a parenthesis included.
                let parent = line.split(separator: ")").last?.split(separator: " ").dropFirst().first.flatMap({
                    pid_t($0)
                })
            else { continue }
            children[parent, default: []].append(pid)
        }
        var found: [pid_t] = []
        var open = [root]
        while let next = open.popLast() {
            let more = children[next] ?? []
            found += more
            open += more
        }
        return found
    }
}
