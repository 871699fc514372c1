/// A value that a test knows to be well formed; where it is not, the test itself is wrong and stops there.
public func certain<Value, Failure: Error>(_ make: () throws(Failure) -> Value) -> Value {
    do {
        return try make()
    } catch {
        preconditionFailure("a test's own sample is malformed: \(error)")
    }
}

/// As ``certain(_:)``, for makers that answer nothing when the form is wrong.
public func certain<Value>(_ value: Value?) -> Value {
    guard let value else { preconditionFailure("a test's own sample is malformed") }
    return value
}
