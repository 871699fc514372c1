import Foundation
import Partners
import Quantities

/// The coalition's and a partner's terms as JSON text for the database: members in order of their names, no white
/// space, so that equal values have equal texts.
///
/// What is written reads back to the same value.
public enum PartnerDocument {
    /// The coalition's terms.
    ///
    /// - Throws: ``PartnerDocumentError/unwritable(_:)`` when the encoder fails, which no value of ours makes it do.
    public static func text(of coalition: Coalition) throws(PartnerDocumentError) -> String {
        try encoded(CoalitionDocument(coalition))
    }

    /// A partner with all its contract versions and keys.
    ///
    /// - Throws: as ``text(of:)-(Coalition)``.
    public static func text(of partner: Partner) throws(PartnerDocumentError) -> String {
        try encoded(PartnerRecord(partner))
    }

    /// The coalition a text describes.
    ///
    /// - Throws: ``PartnerDocumentError/unreadable(_:)`` when the text is none that ``text(of:)-(Coalition)`` makes.
    public static func coalition(_ text: String) throws(PartnerDocumentError) -> Coalition {
        do {
            return try JSONDecoder().decode(CoalitionDocument.self, from: Data(text.utf8)).coalition()
        } catch {
            throw .unreadable("\(error)")
        }
    }

    /// The partner a text describes.
    ///
    /// - Throws: ``PartnerDocumentError/unreadable(_:)`` when the text is none that ``text(of:)-(Partner)`` makes.
    public static func partner(_ text: String) throws(PartnerDocumentError) -> Partner {
        do {
            return try JSONDecoder().decode(PartnerRecord.self, from: Data(text.utf8)).partner()
        } catch {
            throw .unreadable("\(error)")
        }
    }

    /// A plan for people's programs: `{"changes":[{"change","subject","field","old","new","from"}],"revision"}`.
    ///
    /// `change` is `added` or `changed`; absent members are left out; `revision` is the one after applying.
    ///
    /// - Throws: as ``text(of:)-(Coalition)``.
    public static func text(of plan: PartnerPlan) throws(PartnerDocumentError) -> String {
        try encoded(PlanDocument(plan))
    }

    private static func encoded(_ document: some Encodable) throws(PartnerDocumentError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(document), as: UTF8.self)
        } catch {
            throw .unwritable("\(error)")
        }
    }
}

/// Why a stored text and a value could not be turned into each other; the text is the decoder's own words.
public enum PartnerDocumentError: Error, Hashable, Sendable {
    /// The value could not be written.
    case unwritable(String)
    /// The text is no such document.
    case unreadable(String)
}

private struct PlanDocument: Encodable {
    struct Change: Encodable {
        let change: String
        let subject: String
        let field: String?
        let old: String?
        let new: String?
        let from: String?
    }

    let changes: [Change]
    let revision: Int64

    init(_ plan: PartnerPlan) {
        revision = plan.snapshot.revision
        changes = plan.changes.map { change in
            Change(
                change: change.kind.rawValue, subject: change.subject, field: change.field.isEmpty ? nil : change.field,
                old: change.shownOld, new: change.shownNew, from: change.from?.description)
        }
    }
}
