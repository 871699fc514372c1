/// Who had a cycle calculated, as four eyes count it.
public enum Preparer {
    /// The person behind an actor's name, who never approves what was calculated for them; none for the schedule, nor for
    /// the system's own user, who stands for nobody in particular: until operator users exist its commands name the
    /// approvers.
    public static func person(_ actor: String) -> String? {
        actor == ScheduleWorker.actor || actor.hasPrefix("system:") ? nil : actor
    }
}
