import CXML
import Quantities

/// The owner of an `xmlTextWriter` and of the memory it writes into.
///
/// The writer's functions fail only when memory runs out or elements are closed that were not opened; the first
/// failure is kept and told at the end, so that a document reads as one column of calls.
struct XMLDocumentWriter: ~Copyable {
    private let buffer: xmlBufferPtr
    private let writer: xmlTextWriterPtr
    private var hasFailed = false

    /// Begins a UTF-8 document whose root is `Document` in `namespace`.
    ///
    /// - Throws: ``BankFileWritingError/library`` when libxml2 cannot begin.
    init(namespace: String) throws(BankFileWritingError) {
        guard let buffer = xmlBufferCreate() else { throw .library }
        guard let writer = xmlNewTextWriterMemory(buffer, 0) else {
            xmlBufferFree(buffer)
            throw .library
        }
        self.buffer = buffer
        self.writer = writer
        check(xmlTextWriterSetIndent(writer, 1))
        check(xmlTextWriterSetIndentString(writer, "  "))
        check(xmlTextWriterStartDocument(writer, nil, "UTF-8", nil))
        check(xmlTextWriterStartElement(writer, "Document"))
        check(xmlTextWriterWriteAttribute(writer, "xmlns", namespace))
    }

    deinit {
        // The writer flushes into the buffer when it is freed, so it goes first.
        xmlFreeTextWriter(writer)
        xmlBufferFree(buffer)
    }

    /// Writes an element around what `content` writes.
    mutating func element(
        _ name: String, _ content: (inout XMLDocumentWriter) throws(BankFileWritingError) -> Void
    ) throws(BankFileWritingError) {
        check(xmlTextWriterStartElement(writer, name))
        try content(&self)
        check(xmlTextWriterEndElement(writer))
    }

    /// Writes an element that holds `text`, escaped; `text` holds only characters that XML has.
    mutating func element(_ name: String, _ text: String) {
        check(xmlTextWriterStartElement(writer, name))
        check(xmlTextWriterWriteString(writer, text))
        check(xmlTextWriterEndElement(writer))
    }

    /// Writes elements one inside the other, the innermost with `text`.
    mutating func element(path: [String], _ text: String) {
        for name in path { check(xmlTextWriterStartElement(writer, name)) }
        check(xmlTextWriterWriteString(writer, text))
        for _ in path { check(xmlTextWriterEndElement(writer)) }
    }

    /// Writes an amount with its currency, such as `<Amt Ccy="RON">12.50</Amt>`.
    mutating func amount(_ name: String, _ amount: DecimalAmount) {
        check(xmlTextWriterStartElement(writer, name))
        check(xmlTextWriterWriteAttribute(writer, "Ccy", amount.currency.letters))
        check(xmlTextWriterWriteString(writer, amount.description))
        check(xmlTextWriterEndElement(writer))
    }

    /// Closes the root and hands the document out.
    ///
    /// - Throws: ``BankFileWritingError/library`` when anything failed on the way.
    consuming func finish() throws(BankFileWritingError) -> [UInt8] {
        check(xmlTextWriterEndDocument(writer))
        check(xmlTextWriterFlush(writer))
        guard !hasFailed, let content = xmlBufferContent(buffer) else { throw .library }
        return Array(UnsafeBufferPointer(start: content, count: Int(xmlBufferLength(buffer))))
    }

    private mutating func check(_ written: Int32) {
        if written < 0 { hasFailed = true }
    }
}
