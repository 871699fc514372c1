import Foundation
import Partners
import Quantities

extension FileSection {
    /// The members of `coalition.yaml`.
    static let coalitionMembers = [
        "name", "currency", "time_zone", "default_region", "card_prefix", "point_value", "expiry", "clawback",
        "accept_days", "refund_grace_days", "hold_days", "settlement", "operator", "calendars",
    ]

    /// The coalition this file describes; nil when something required is missing or wrong.
    func coalition() -> Coalition? {
        let name = required("name")?.names()
        let currency = required("currency")?.currency()
        let timeZone = required("time_zone")?.timeZone()
        let region = required("default_region")?.region()
        let prefix = required("card_prefix")?.cardPrefix()
        let pointValue = required("point_value")?.decimal()
        let months = optional("expiry")?.section(known: ["months"])?.required("months")?.integer(in: 1...1200)
        let clawback = optional("clawback")?.choice(Clawback.self)
        let acceptDays = optional("accept_days")?.integer(in: 0...3650)
        let graceDays = optional("refund_grace_days")?.integer(in: 0...3650)
        let holdDays = optional("hold_days")?.integer(in: 1...365)
        let calendars = optional("calendars")?.calendars() ?? [:]
        let settlement = optional("settlement")?.section(known: FileSection.coalitionSettlementMembers)?
            .coalitionSettlement(calendars: calendars)
        let account = optional("operator")?.section(known: ["account"])?.optional("account")?.account()
        guard let name, let currency, let timeZone, let region, let prefix, let pointValue else { return nil }
        return Coalition(
            name: name, currency: currency, timeZone: timeZone, defaultRegion: region, cardPrefix: prefix,
            pointValue: pointValue, expiryMonths: months ?? 24, clawback: clawback ?? .absorb,
            acceptDays: acceptDays ?? 400, refundGraceDays: graceDays ?? 30, holdDays: holdDays ?? 7,
            settlement: settlement ?? CoalitionSettlement(), operatorAccount: account, calendars: calendars)
    }
}

extension FileEntry {
    /// A name by language: lower-case ISO 639 codes; English is required.
    func names() -> [String: String]? {
        guard let section = section(known: nil) else { return nil }
        var names: [String: String] = [:]
        for (language, entry) in section.all {
            guard (2...3).contains(language.utf8.count), language.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else {
                entry.refuse("\"\(language)\" is not a language code such as en, ro, ru")
                continue
            }
            names[language] = entry.text(longest: 70)
        }
        guard section.required("en") != nil else { return nil }
        return names
    }

    fileprivate func currency() -> CurrencyCode? {
        guard let text = text() else { return nil }
        guard let code = try? CurrencyCode(text) else {
            refuse("\(described) is not a currency code of ISO 4217, three capital letters")
            return nil
        }
        return code
    }

    fileprivate func timeZone() -> String? {
        guard let text = text() else { return nil }
        guard text == "UTC" || (text.contains("/") && TimeZone(identifier: text) != nil) else {
            refuse("\(described) is not a time zone such as Europe/Bucharest")
            return nil
        }
        return text
    }

    fileprivate func region() -> String? {
        guard let text = text() else { return nil }
        guard text.utf8.count == 2, text.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            refuse("\(described) is not a region code of ISO 3166-1, two capital letters")
            return nil
        }
        return text
    }

    fileprivate func cardPrefix() -> String? {
        guard let text = text() else { return nil }
        guard (4...8).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            refuse("\(described) is not a card prefix of 4 to 8 digits")
            return nil
        }
        return text
    }
}
