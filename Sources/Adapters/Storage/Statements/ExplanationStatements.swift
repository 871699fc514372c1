import Postgres

/// Postings behind amounts, a page at a time.
enum ExplanationStatements {
    private static let columns = """
        select p.transaction_id, p.place, t.partner, t.message_id, t.occurred_at, p.kind, p.lot_id, p.issuer,
            p.redeemer, p.points, p.issue_price, p.redemption_rate, m.content_digest, m.record
        from posting p
        join ledger_transaction t on t.id = p.transaction_id
        left join message m on m.partner = t.partner and m.message_id = t.message_id
        """

    /// The postings of a pair. `$1` cycle, `$2` issuer, `$3` redeemer, `$4` and `$5` the place after which to begin, `$6`
    /// how many. Row: a posting, and the record of its message.
    static let pair = Statement(
        "explanation.pair",
        columns + """
             where p.cycle = $1 and p.issuer = $2 and p.redeemer = $3
                and p.kind in ('redeem', 'capture', 'arrears', 'return')
                and (p.transaction_id, p.place) > ($4::uuid, $5::int)
            order by p.transaction_id, p.place limit $6
            """)

    /// A partner's postings. `$1` cycle, `$2` partner, `$3` the other side or none for all, `$4` and `$5` the place after
    /// which to begin, `$6` how many. Row: as ``pair``.
    static let own = Statement(
        "explanation.own",
        columns + """
             where p.cycle = $1 and (p.issuer = $2 or p.redeemer = $2) and p.kind not in ('hold', 'release', 'carry')
                and ($3::text is null
                    or $3 = case when p.issuer = $2 then coalesce(p.redeemer, p.issuer) else p.issuer end)
                and (p.transaction_id, p.place) > ($4::uuid, $5::int)
            order by p.transaction_id, p.place limit $6
            """)
}
