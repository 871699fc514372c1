import CXML
import Payments

/// Follows a document element by element and tells a ``BankDocument`` about the places it knows.
///
/// A class, since C callbacks hold a pointer to it; used by one reader only. After a refusal it heeds nothing more: the feed
/// that is under way ends, and the refusal is thrown from it.
final class DocumentWalk {
    /// How many elements may stand inside one another; the schemas need fewer than 20.
    static let depthLimit = 64

    /// Why the document is refused, once it is.
    private(set) var refusal: BankFileError?
    /// What was read so far.
    private(set) var document: BankDocument?
    /// The line the parser stands at.
    var line: () -> Int = { 0 }
    /// Ends the parser's work on what it was fed.
    var stop: () -> Void = {}

    /// A name within a place; libxml2 keeps one copy of each name, so its address stands for it.
    private struct Step: Hashable {
        let place: Place
        let name: UnsafePointer<xmlChar>
    }

    private var children: [Place: [String: Place]] = [:]
    private var known: [Step: Place] = [:]
    private var namespace: UnsafePointer<xmlChar>?
    private var path: [Place] = []
    private var text: [UInt8] = []
    private var textElement: UnsafePointer<xmlChar>?
    private var currency: String?

    /// Hands out what was read since the last call.
    func takeItems() -> [BankItem] { document?.takeItems() ?? [] }

    /// What is missing of a document that has ended.
    func checkEnd(line: Int) throws(BankFileError) {
        guard let document else { throw .truncated(line: line) }
        try document.checkEnd(line: line)
    }

    func foundDocumentType() {
        refuse(.documentType(line: line()))
    }

    func began(_ name: UnsafePointer<xmlChar>, namespace: UnsafePointer<xmlChar>?, attributes: XMLAttributes) {
        guard refusal == nil else { return }
        guard path.count < Self.depthLimit else { return refuse(.tooDeep(line: line(), limit: Self.depthLimit)) }
        guard let parent = path.last else { return beganRoot(name, namespace) }
        let place = place(of: name, namespace, in: parent)
        if parent == .document, place != .message, let document {
            let found = String(String(cString: name).prefix(80))
            return refuse(.wrongMessage(line: line(), found: found, kind: document.kind))
        }
        path.append(place)
        guard place != .ignored else { return }
        text.removeAll(keepingCapacity: true)
        textElement = name
        if place.isAmount { currency = attributes.value(of: "Ccy") }
        attempt { (document) throws(BankFileError) in document.began(place) }
    }

    func found(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard refusal == nil, let place = path.last, let limit = place.textLimit else { return }
        // Four bytes a character at most, and as much again for the white space around it; exact lengths are judged at the end.
        guard text.count + bytes.count <= limit * 8 + 1024 else {
            return refuse(.tooLong(line: line(), element: elementName, limit: limit))
        }
        text.append(contentsOf: bytes)
    }

    func ended() {
        guard refusal == nil, let place = path.popLast(), place != .ignored else { return }
        let line = line()
        if let limit = place.textLimit {
            let value = XMLText.collapsed(text)
            guard value.unicodeScalars.count <= limit else {
                return refuse(.tooLong(line: line, element: elementName, limit: limit))
            }
            let currency = currency
            attempt { (document) throws(BankFileError) in
                try document.read(value, at: place, currency: currency, line: line)
            }
        }
        attempt { (document) throws(BankFileError) in try document.ended(place, line: line) }
        text.removeAll(keepingCapacity: true)
    }

    private func beganRoot(_ name: UnsafePointer<xmlChar>, _ namespace: UnsafePointer<xmlChar>?) {
        let root = String(cString: name)
        let uri = namespace.map { String(cString: $0) } ?? ""
        guard root == "Document", let kind = BankFileHeader.Kind(namespace: uri) else {
            return refuse(.unknownDocument(root: String(root.prefix(80)), namespace: String(uri.prefix(160))))
        }
        self.namespace = namespace
        children = Place.children(in: kind)
        document = BankDocument(kind: kind)
        path.append(.document)
    }

    private func place(
        of name: UnsafePointer<xmlChar>, _ namespace: UnsafePointer<xmlChar>?, in parent: Place
    ) -> Place {
        guard parent != .ignored, namespace == self.namespace else { return .ignored }
        let step = Step(place: parent, name: name)
        if let place = known[step] { return place }
        let place = children[parent]?[String(cString: name)] ?? .ignored
        // A document of endlessly many names must not fill memory; past this, names are looked up each time.
        if known.count < 4096 { known[step] = place }
        return place
    }

    private func attempt(_ body: (BankDocument) throws(BankFileError) -> Void) {
        guard let document, refusal == nil else { return }
        do throws(BankFileError) {
            try body(document)
        } catch {
            refuse(error)
        }
    }

    private var elementName: String { textElement.map { String(cString: $0) } ?? "" }

    private func refuse(_ error: BankFileError) {
        guard refusal == nil else { return }
        refusal = error
        stop()
    }
}
