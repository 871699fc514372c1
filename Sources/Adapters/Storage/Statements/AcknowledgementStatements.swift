import Postgres

/// Where statements stand with their partners.
enum AcknowledgementStatements {
    /// A party's folder of a cycle. `$1` cycle, `$2` party, `$3` version or none for the newest. Row: version, newest,
    /// is_withdrawn, terms, manifest (SHA-256 in hexadecimal), first_delivery, is_pushed.
    static let folder = Statement(
        "acknowledgement.folder",
        """
        select f.version, n.newest, s.aborted_at is not null as is_withdrawn, s.terms,
            (select encode(sha256(m.content), 'hex') from settlement_file m where m.cycle = f.cycle
                and m.version = f.version and m.party = f.party and m.name = 'manifest.json') as manifest,
            (select min(d.ended_at) from delivery d where d.cycle = f.cycle and d.version = f.version
                and d.party = f.party and d.state = 'delivered') as first_delivery,
            exists (select from delivery d where d.cycle = f.cycle and d.version = f.version and d.party = f.party)
                as is_pushed
        from settlement_folder f
        join settlement s on s.cycle = f.cycle and s.version = f.version
        cross join lateral (select max(version) as newest from settlement_folder where cycle = f.cycle
            and party = f.party) n
        where f.cycle = $1 and f.party = $2 and f.version = coalesce($3::bigint, n.newest)
        """)

    /// Begins a ladder. `$1` cycle, `$2` version, `$3` party, `$4` now.
    static let open = Statement(
        "acknowledgement.open",
        """
        insert into acknowledgement (cycle, version, party, looked_at) values ($1, $2, $3, $4)
        on conflict do nothing
        """)

    /// Locks a ladder. `$1` cycle, `$2` version, `$3` party. Row: state, voice, delivered_at, reminders.
    static let lock = Statement(
        "acknowledgement.lock",
        """
        select state, voice, delivered_at, reminders from acknowledgement
        where cycle = $1 and version = $2 and party = $3 for update
        """)

    /// Reads a ladder, as ``lock``.
    static let ladder = Statement(
        "acknowledgement.ladder",
        """
        select state, voice, delivered_at, reminders from acknowledgement
        where cycle = $1 and version = $2 and party = $3
        """)

    /// `$1` cycle, `$2` version, `$3` party, `$4` state, `$5` voice, `$6` delivered at, `$7` reminders, `$8` now.
    static let move = Statement(
        "acknowledgement.move",
        """
        update acknowledgement set state = $4, voice = $5::text, delivered_at = $6::timestamptz, reminders = $7,
            looked_at = $8
        where cycle = $1 and version = $2 and party = $3
        """)

    /// `$1` cycle, `$2` version, `$3` party, `$4` now, `$5` event, `$6` state, `$7` source, `$8` actor, `$9` digest,
    /// `$10` status, `$11` answer, `$12` key id, `$13` signature, `$14` signature base, `$15` body.
    static let addEvent = Statement(
        "acknowledgement.add-event",
        """
        insert into acknowledgement_event (cycle, version, party, at, event, state, source, actor, content_digest, status,
            answer, key_id, signature, signature_base, body)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9::bytea, $10::bigint, $11::bytea, $12::text, $13::bytea, $14::bytea,
            $15::bytea)
        """)

    /// What was answered to the same content. `$1` cycle, `$2` party, `$3` digest. Row: status, answer.
    static let heard = Statement(
        "acknowledgement.heard",
        """
        select status::int, answer from acknowledgement_event where cycle = $1 and party = $2 and content_digest = $3
        """)

    /// `$1` kind, `$2` partner, `$3` detail, `$4` now.
    static let alert = Statement(
        "acknowledgement.alert", "insert into alert (kind, partner, detail, raised_at) values ($1, $2, $3, $4)")

    /// Statements without the partner's answer that were not looked at lately. `$1` now, `$2` how many. Row: cycle, version,
    /// party.
    static let due = Statement(
        "acknowledgement.due",
        """
        select f.cycle, f.version, f.party from settlement_folder f
        join settlement s on s.cycle = f.cycle and s.version = f.version
        left join acknowledgement a on a.cycle = f.cycle and a.version = f.version and a.party = f.party
        where f.party <> 'operator' and s.aborted_at is null
            and not exists (select from settlement_folder n where n.cycle = f.cycle and n.party = f.party
                and n.version > f.version)
            and (a.cycle is null or (a.state in ('prepared', 'pushed', 'received') and a.looked_at
                <= $1 - case a.state when 'prepared' then 2 else 60 end * interval '1 second'))
        order by a.looked_at nulls first, f.cycle, f.party limit $2
        """)

    /// Gives out delivered places to look into, the pause after each look doubled, from 5 seconds to five minutes, for 90 days.
    /// `$1` how many. Row: delivery_id, refused_digest.
    static let takePlaces = Statement(
        "acknowledgement.take-places",
        """
        with due as materialized (
            select d.id from delivery d
            join settlement s on s.cycle = d.cycle and s.version = d.version and s.aborted_at is null
            left join acknowledgement a on a.cycle = d.cycle and a.version = d.version and a.party = d.party
            left join acknowledgement_fetch f on f.delivery_id = d.id
            where d.state = 'delivered' and d.party <> 'operator' and a.voice is distinct from 'partner'
                and d.ended_at > clock_timestamp() - interval '90 days'
                and coalesce(f.next_at, d.ended_at) <= clock_timestamp()
                and not exists (select from settlement_folder n where n.cycle = d.cycle and n.party = d.party
                    and n.version > d.version)
            order by coalesce(f.next_at, d.ended_at) limit $1 for update of d skip locked
        )
        insert into acknowledgement_fetch as f (delivery_id, fetches, next_at)
        select id, 1, clock_timestamp() + interval '5 seconds' from due
        on conflict (delivery_id) do update set fetches = f.fetches + 1,
            next_at = clock_timestamp() + least(300, 5 * 2 ^ least(f.fetches, 12)) * interval '1 second'
        returning f.delivery_id, f.refused_digest
        """)

    /// Deliveries with their siblings, as ``DeliveryStatements/due`` has them. `$1` ids.
    static let places = Statement(
        "acknowledgement.places",
        """
        select d.*, array(select o.target from delivery o where o.cycle = d.cycle and o.version = d.version
            and o.party = d.party and o.id <> d.id) as siblings
        from delivery d where d.id = any($1) order by d.id
        """)

    /// Remembers a refused file; no row when it was known. `$1` delivery, `$2` digest. Row: delivery_id.
    static let refuse = Statement(
        "acknowledgement.refuse",
        """
        update acknowledgement_fetch set refused_digest = $2 where delivery_id = $1
            and refused_digest is distinct from $2 returning delivery_id
        """)
}
