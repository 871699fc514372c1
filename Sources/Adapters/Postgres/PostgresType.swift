/// A type by its object identifier, as PostgreSQL's catalogue numbers it (`pg_type.dat`).
struct PostgresType: Hashable, Sendable {
    let identifier: UInt32

    /// Left to the server to infer.
    static let unspecified = PostgresType(identifier: 0)
    static let bool = PostgresType(identifier: 16)
    static let bytea = PostgresType(identifier: 17)
    static let name = PostgresType(identifier: 19)
    static let int8 = PostgresType(identifier: 20)
    static let int2 = PostgresType(identifier: 21)
    static let int4 = PostgresType(identifier: 23)
    static let text = PostgresType(identifier: 25)
    static let objectIdentifier = PostgresType(identifier: 26)
    static let json = PostgresType(identifier: 114)
    static let boolArray = PostgresType(identifier: 1000)
    static let byteaArray = PostgresType(identifier: 1001)
    static let int4Array = PostgresType(identifier: 1007)
    static let textArray = PostgresType(identifier: 1009)
    static let int2Array = PostgresType(identifier: 1005)
    static let varcharArray = PostgresType(identifier: 1015)
    static let numericArray = PostgresType(identifier: 1231)
    static let nameArray = PostgresType(identifier: 1003)
    static let jsonbArray = PostgresType(identifier: 3807)
    static let int8Array = PostgresType(identifier: 1016)
    static let blankPadded = PostgresType(identifier: 1042)
    static let varchar = PostgresType(identifier: 1043)
    static let date = PostgresType(identifier: 1082)
    static let timestamp = PostgresType(identifier: 1114)
    static let timestampWithZone = PostgresType(identifier: 1184)
    static let timestampWithZoneArray = PostgresType(identifier: 1185)
    static let numeric = PostgresType(identifier: 1700)
    static let void = PostgresType(identifier: 2278)
    static let uuid = PostgresType(identifier: 2950)
    static let uuidArray = PostgresType(identifier: 2951)
    static let jsonb = PostgresType(identifier: 3802)

    /// Whether this is an array of elements that this module reads.
    var isArray: Bool {
        switch self {
        case .boolArray, .byteaArray, .int2Array, .int4Array, .int8Array, .textArray, .varcharArray, .nameArray,
            .numericArray, .jsonbArray, .timestampWithZoneArray, .uuidArray:
            true
        default: false
        }
    }

    private static let names: [PostgresType: String] = [
        .bool: "bool", .bytea: "bytea", .name: "name", .int8: "int8", .int2: "int2", .int4: "int4", .text: "text",
        .objectIdentifier: "oid", .json: "json", .boolArray: "bool[]", .byteaArray: "bytea[]", .int4Array: "int4[]",
        .textArray: "text[]", .int8Array: "int8[]", .blankPadded: "char", .varchar: "varchar", .date: "date",
        .timestamp: "timestamp", .timestampWithZone: "timestamptz", .timestampWithZoneArray: "timestamptz[]",
        .numeric: "numeric", .void: "void", .uuid: "uuid", .uuidArray: "uuid[]", .jsonb: "jsonb",
        .int2Array: "int2[]", .varcharArray: "varchar[]", .nameArray: "name[]", .numericArray: "numeric[]",
        .jsonbArray: "jsonb[]",
    ]
}

extension PostgresType: CustomStringConvertible {
    /// The name SQL uses, or the number of a type this module does not know.
    var description: String { Self.names[self] ?? "type \(identifier)" }
}
