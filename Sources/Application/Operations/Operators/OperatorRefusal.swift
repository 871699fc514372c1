import Governance

/// Why somebody may not do something, or a user is not changed.
public enum OperatorRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// There are users, and nobody has logged in here.
    case loginRequired
    /// The session is unknown here, was ended, or has run out.
    case sessionEnded
    /// None of the user's roles may do this.
    case forbidden(Permission)
    /// This takes a fresh code of the second factor, and none was given or none is enrolled.
    case secondFactorRequired(isEnrolled: Bool)
    /// The code is wrong, was used before, or too many failed.
    case codeRefused
    /// Name, password or code is wrong, the user is disabled, or too many attempts failed: the same for all, so that nobody
    /// learns which names there are.
    case loginRefused
    /// A name of that form is no user's.
    case nameMalformed(String)
    /// The name is taken.
    case nameTaken(OperatorName)
    /// Nobody has the name.
    case unknownUser(OperatorName)
    /// The first user must be an administrator.
    case firstIsAdministrator
    /// One administrator who may log in must be left.
    case lastAdministrator
    /// A user without a role.
    case noRole
    /// The second factor is enrolled already; an administrator's `user reset` makes a new one.
    case alreadyEnrolled
    /// Somebody is named by hand although users log in.
    case namedByHand
    /// The password breaks a rule.
    case password(PasswordRule)

    /// The stable code of the refusal.
    public var code: String {
        switch self {
        case .loginRequired: "login_required"
        case .sessionEnded: "session_ended"
        case .forbidden: "forbidden"
        case .secondFactorRequired: "second_factor_required"
        case .codeRefused: "code_refused"
        case .loginRefused: "login_refused"
        case .nameMalformed: "name_malformed"
        case .nameTaken: "name_taken"
        case .unknownUser: "unknown_user"
        case .firstIsAdministrator: "first_is_administrator"
        case .lastAdministrator: "last_administrator"
        case .noRole: "no_role"
        case .alreadyEnrolled: "already_enrolled"
        case .namedByHand: "named_by_hand"
        case .password: "password_refused"
        }
    }

    /// A sentence for people that says what to do.
    public var description: String {
        switch self {
        case .loginRequired: "Log in first: `clearinghouse login NAME` (login_required)."
        case .sessionEnded: "The login has ended: `clearinghouse login NAME` begins another (session_ended)."
        case .forbidden(let permission): "None of your roles may do this (forbidden: \(permission.rawValue))."
        case .secondFactorRequired(isEnrolled: true):
            "This takes a fresh code of your second factor: give it with --code (second_factor_required)."
        case .secondFactorRequired(isEnrolled: false):
            """
            This takes a second factor, and you have none yet: `clearinghouse user enrol-code NAME --code …` \
            (second_factor_required).
            """
        case .codeRefused:
            "The code is wrong or was used before, or too many attempts failed; wait for the next (code_refused)."
        case .loginRefused:
            "Name, password or code is wrong, or too many attempts failed: wait a little and try again (login_refused)."
        case .nameMalformed(let text):
            "“\(text)” is no name: 1 to 32 lower-case letters, digits, “.”, “_” and “-”, a letter first."
        case .nameTaken(let name): "There is a user \(name) already."
        case .unknownUser(let name): "There is no user \(name)."
        case .firstIsAdministrator: "The first user must be an administrator: add --role administrator."
        case .lastAdministrator: "One administrator who may log in must be left."
        case .noRole: "A user needs at least one role: \(Role.allCases.map(\.rawValue).joined(separator: ", "))."
        case .alreadyEnrolled: "The second factor is enrolled already; `clearinghouse user reset` makes a new one."
        case .namedByHand: "Users log in here: --as is not taken any more (named_by_hand)."
        case .password(let rule): rule.description
        }
    }
}
