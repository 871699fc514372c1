import CXML

/// The owner of a libxml2 push parser: it is fed bytes and calls a ``DocumentWalk`` for each element.
///
/// Nothing is kept but what the parser needs to go on, so memory does not grow with the file. Entities never come in: the walk
/// stops at a document type, there are no callbacks that could declare or resolve one, and the network is forbidden besides.
/// libxml2's own limits stay on (text of 10 MB in one piece, names of 50,000 bytes), since `XML_PARSE_HUGE` is not set.
struct PushParser: ~Copyable {
    private let context: xmlParserCtxtPtr
    private let walk: DocumentWalk

    /// xmlInitParser must come before every use from several threads; a static is initialised once.
    private static let libraryStart: Void = xmlInitParser()

    /// - Throws: ``BankFileError/library`` when libxml2 cannot make a parser.
    init(_ walk: DocumentWalk) throws(BankFileError) {
        _ = Self.libraryStart
        var handler = xmlSAXHandler()
        cxml_fill_handler(&handler, documentType, startElement, endElement, characters, { _, _ in })
        // The parser copies the table of callbacks; the walk outlives the parser, since this value holds both.
        let pointer = Unmanaged.passUnretained(walk).toOpaque()
        guard let context = xmlCreatePushParserCtxt(&handler, pointer, nil, 0, nil) else { throw .library }
        self.context = context
        self.walk = walk
        xmlCtxtUseOptions(context, Int32(XML_PARSE_NONET.rawValue))
        walk.line = { Int(cxml_line(context)) }
        walk.stop = { xmlStopParser(context) }
    }

    deinit {
        // The walk must not ask a parser that is gone.
        walk.line = { 0 }
        walk.stop = {}
        xmlFreeParserCtxt(context)
    }

    /// Feeds the next bytes; the last call has `isLast` and may be empty.
    ///
    /// - Throws: the walk's own refusal, or what is wrong with the XML.
    mutating func feed(_ bytes: UnsafeRawBufferPointer, isLast: Bool) throws(BankFileError) {
        let code = xmlParseChunk(
            context, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), isLast ? 1 : 0)
        if let refusal = walk.refusal { throw refusal }
        guard code != XML_ERR_OK.rawValue else { return }
        let line = max(1, xmlCtxtGetLastError(context).map { Int($0.pointee.line) } ?? Int(cxml_line(context)))
        switch xmlParserErrors(rawValue: UInt32(code)) {
        case XML_ERR_INVALID_CHAR, XML_ERR_INVALID_ENCODING, XML_ERR_UNKNOWN_ENCODING, XML_ERR_UNSUPPORTED_ENCODING,
            XML_I18N_CONV_FAILED:
            throw .encoding(line: line)
        case XML_ERR_NO_MEMORY:
            throw .library
        default:
            // What the last call alone finds wrong is missing: the file stopped where more was to come.
            throw isLast ? .truncated(line: line) : .malformed(line: line, code: code)
        }
    }
}

private func walk(_ data: UnsafeMutableRawPointer?) -> DocumentWalk? {
    data.map { Unmanaged<DocumentWalk>.fromOpaque($0).takeUnretainedValue() }
}

/// `internalSubset`: called at `<!DOCTYPE`, before anything in it is read.
private let documentType: internalSubsetSAXFunc = { data, _, _, _ in walk(data)?.foundDocumentType() }

private let startElement: startElementNsSAX2Func = { data, name, _, namespace, _, _, count, _, attributes in
    guard let name else { return }
    walk(data)?.began(
        name, namespace: namespace,
        attributes: XMLAttributes(count: Int(count), fields: attributes))
}

private let endElement: endElementNsSAX2Func = { data, _, _, _ in walk(data)?.ended() }

private let characters: charactersSAXFunc = { data, bytes, count in
    guard let bytes else { return }
    walk(data)?.found(UnsafeBufferPointer(start: bytes, count: Int(count)))
}

/// The attributes of an element as libxml2 lends them during a callback: five pointers each, name, prefix, namespace, first
/// byte of the value and the byte after it (startElementNsSAX2Func).
struct XMLAttributes {
    let count: Int
    let fields: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?

    /// The text of the attribute `name` without namespace; nothing when it is not there.
    func value(of name: String) -> String? {
        guard let fields else { return nil }
        for index in 0..<count {
            guard let found = fields[index * 5], fields[index * 5 + 2] == nil, String(cString: found) == name,
                let start = fields[index * 5 + 3], let end = fields[index * 5 + 4]
            else { continue }
            return String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
        }
        return nil
    }
}
