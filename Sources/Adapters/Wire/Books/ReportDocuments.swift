import Books
import Partners
import Quantities

/// The reports of the books as JSON documents; money in minor units, shares in millionths.
public enum ReportDocuments {
    /// `{"as_of","currency","issuers":[{"issuer","ages":[{"days",…}],"total"}],"ages","total"}`
    public static func liability(_ report: LiabilityReport) -> [UInt8] {
        func figures(_ row: LiabilityReport.Row, to writer: inout JSONWriter) {
            writer.member("available", row.available)
            writer.member("pending", row.pending)
            writer.member("held", row.held)
            writer.member("lapsed", row.lapsed)
            writer.member("points", row.points)
            writer.member("at_issue_price", row.atIssuePrice)
            writer.member("at_point_value", row.atPointValue)
        }
        func ages(_ buckets: [LiabilityReport.Bucket], to writer: inout JSONWriter) {
            writer.array("ages") { list in
                for bucket in buckets {
                    list.elementObject { entry in
                        entry.member("days", bucket.age.rawValue)
                        figures(bucket.row, to: &entry)
                    }
                }
            }
        }
        return JSONWriter.object { writer in
            writer.member("as_of", report.asOf.description)
            writer.member("currency", report.currency.letters)
            writer.array("issuers") { list in
                for issuer in report.issuers {
                    list.elementObject { entry in
                        entry.member("issuer", issuer.issuer.text)
                        ages(issuer.buckets, to: &entry)
                        entry.object("total") { figures(issuer.total, to: &$0) }
                    }
                }
            }
            ages(report.buckets, to: &writer)
            writer.object("total") { figures(report.total, to: &$0) }
        }
    }

    /// `{"month","currency","ever_redeemed_of_new","ages":[…],"issuers":[…],"total","sensitivity_percent"}`
    public static func breakage(_ report: BreakageReport) -> [UInt8] {
        func figures(_ row: BreakageReport.Row, to writer: inout JSONWriter) {
            writer.member("outstanding", row.outstanding)
            writer.member("expected_redeemed", row.expectedRedeemed)
            writer.member("expected_breakage", row.expectedBreakage)
            writer.member("breakage_value", row.breakageValue)
            writer.member("deferred", row.deferred)
            writer.member("deferred_without_breakage", row.deferredWithoutBreakage)
            writer.member("deferred_if_larger", row.deferredIfLarger)
            writer.member("deferred_if_smaller", row.deferredIfSmaller)
        }
        return JSONWriter.object { writer in
            writer.member("month", report.estimate.month.description)
            writer.member("currency", report.currency.letters)
            writer.member("ever_redeemed_of_new", report.estimate.everRedeemedOfNew)
            writer.member("sensitivity_percent", BreakageReport.sensitivityPercent)
            writer.array("ages") { list in
                for age in report.estimate.ages {
                    list.elementObject { entry in
                        entry.member("months", age.age)
                        entry.member("vintages", age.vintages)
                        entry.member("at_risk", age.atRisk)
                        entry.member("redeemed", age.redeemed)
                        entry.member("expired", age.expired)
                        entry.member("ever_redeemed", age.everRedeemed)
                    }
                }
            }
            writer.array("issuers") { list in
                for issuer in report.issuers {
                    list.elementObject { entry in
                        entry.member("issuer", issuer.issuer.text)
                        figures(issuer.row, to: &entry)
                    }
                }
            }
            writer.object("total") { figures(report.total, to: &$0) }
        }
    }

    /// `{"month","currency","issuers":[{"issuer","points":{…},"money":{…}}],"total":{"points","money"}}`
    public static func deferredRevenue(_ report: DeferredRevenue) -> [UInt8] {
        func line(_ name: String, _ line: DeferredRevenue.Line, to writer: inout JSONWriter) {
            writer.object(name) { entry in
                entry.member("opening", line.opening)
                entry.member("issued", line.issued)
                entry.member("redeemed", line.redeemed)
                entry.member("reversed", line.reversed)
                entry.member("expired", line.expired)
                entry.member("change_of_estimate", line.changeOfEstimate)
                entry.member("closing", line.closing)
            }
        }
        return JSONWriter.object { writer in
            writer.member("month", report.month.description)
            writer.member("currency", report.currency.letters)
            writer.array("issuers") { list in
                for issuer in report.issuers {
                    list.elementObject { entry in
                        entry.member("issuer", issuer.issuer.text)
                        line("points", issuer.row.points, to: &entry)
                        line("money", issuer.row.money, to: &entry)
                    }
                }
            }
            writer.object("total") { entry in
                line("points", report.total.points, to: &entry)
                line("money", report.total.money, to: &entry)
            }
        }
    }

    /// `{"month","first_day","last_day","transactions","accounts","file"}`
    public static func journal(
        month: CalendarMonth?, firstDay: String, lastDay: String, transactions: Int64, accounts: Int, file: String
    ) -> [UInt8] {
        JSONWriter.object { writer in
            writer.member("month", ifPresent: month?.description)
            writer.member("first_day", firstDay)
            writer.member("last_day", lastDay)
            writer.member("transactions", transactions)
            writer.member("accounts", Int64(accounts))
            writer.member("file", file)
        }
    }
}
