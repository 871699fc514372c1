-- The clearing core: who takes part, who is known, what was said, what moved, what is settled, what is sent.
-- Points are counted in whole points, money in minor units, rates in millionths of a currency unit.

-- Who takes part -------------------------------------------------------------------------------------------------

-- One row: the revision of the coalition's terms that binds.
create table configuration (
    only_row boolean primary key default true check (only_row),
    revision bigint not null,
    -- A sample hash by the identifier secret, to notice a node with another.
    key_check bytea
);
insert into configuration (revision) values (0);

-- The coalition's terms as applied, one document a revision.
create table coalition_document (
    revision bigint primary key,
    document text not null
);

-- A partner's terms as applied; the newest revision binds and carries the earlier contracts.
create table partner_document (
    partner text not null,
    revision bigint not null,
    document text not null,
    primary key (partner, revision)
);

-- One row a partner, locked by whoever keeps its exposure exact.
create table partner (
    id text primary key
);

-- Who is known ---------------------------------------------------------------------------------------------------

create table member (
    id uuid primary key,
    status text not null check (status in ('active', 'blocked', 'merged')),
    status_reason text,
    language text not null,
    processing boolean not null,
    marketing boolean not null,
    enrolled_by text not null,
    enrolled_at timestamptz not null,
    merged_into uuid,
    -- Place of the next lot in the order of the member's postings.
    next_sequence bigint not null default 0,
    -- Kept current with the lots, in the transaction that adds the postings.
    unspent bigint not null default 0 check (unspent >= 0),
    held bigint not null default 0 check (held >= 0),
    arrears bigint not null default 0 check (arrears >= 0)
);

-- Found by a keyed hash, shown from ciphertext; the plain identifier is stored nowhere.
create table identifier (
    lookup bytea primary key,
    kind text not null check (kind in ('card', 'phone', 'code')),
    sealed bytea not null,
    member_id uuid,
    status text not null check (status in ('stock', 'active', 'retired')),
    created_at timestamptz not null,
    retired_at timestamptz,
    check ((status = 'stock') = (member_id is null))
);
create index identifier_member on identifier (member_id);

-- Merges, so that they can be undone while nothing but accruals has happened since.
create table merge (
    id uuid primary key,
    source_id uuid not null,
    target_id uuid not null,
    merged_at timestamptz not null,
    undone_at timestamptz,
    -- Both standings before the merge; the target inherits a block.
    source_status text not null,
    target_status text not null,
    identifiers bytea[] not null,
    lots uuid[] not null
);

-- What was said --------------------------------------------------------------------------------------------------

-- A nonce serves one signature per key.
create table nonce (
    key_id text not null,
    nonce text not null,
    signature bytea not null,
    expires_at timestamptz not null,
    primary key (key_id, nonce)
);
create index nonce_expiry on nonce (expires_at);

-- Every decided message for ever: the answer for replays, the signed bytes as evidence.
create table message (
    partner text not null,
    message_id text not null,
    kind text not null,
    content_digest bytea not null,
    -- 'posted', or the code of the refusal.
    outcome text not null,
    status smallint not null,
    answer bytea not null,
    transaction_id uuid,
    member_id uuid,
    cycle bigint not null,
    received_at timestamptz not null,
    key_id text not null,
    signature bytea not null,
    signature_base bytea not null,
    body bytea not null,
    primary key (partner, message_id)
);

-- What moved -----------------------------------------------------------------------------------------------------

create table cycle (
    id bigint generated always as identity primary key,
    state text not null check (state in ('open', 'closed', 'calculated', 'approved', 'dispatched', 'settled')),
    -- How many versions were calculated; the number of the one in force while there is one.
    version bigint not null default 0,
    opened_at timestamptz not null,
    closed_at timestamptz,
    -- The cut-off the schedule closed it for; none when it was closed by hand.
    cut_off timestamptz,
    check ((state = 'open') = (closed_at is null))
);
create unique index cycle_open on cycle (state) where state = 'open';

create table lot (
    member_id uuid not null,
    id uuid not null,
    root_id uuid not null,
    issuer text not null,
    origin text not null,
    accrual_id uuid not null,
    points bigint not null check (points > 0),
    earned_at timestamptz not null,
    available_at timestamptz not null,
    expires_at timestamptz not null,
    sequence bigint not null,
    issue_price bigint not null,
    remaining bigint not null check (remaining >= 0),
    held bigint not null check (held >= 0),
    redeemed bigint not null check (redeemed >= 0),
    reversed bigint not null check (reversed >= 0),
    expired bigint not null check (expired >= 0),
    carried bigint not null check (carried >= 0),
    shortfall bigint not null check (shortfall >= 0),
    arrears bigint not null check (arrears between 0 and shortfall),
    primary key (member_id, id),
    check (points = remaining + held + redeemed + reversed + expired + carried)
);
create index lot_open on lot (member_id) where remaining > 0 or held > 0 or arrears > 0;
create index lot_root on lot (member_id, root_id);
create index lot_expiry on lot (expires_at) where remaining > 0;

create table ledger_transaction (
    member_id uuid not null,
    id uuid not null,
    cycle bigint not null,
    -- The message that caused it; none for expiries and time-outs.
    partner text,
    message_id text,
    occurred_at timestamptz not null,
    posted_at timestamptz not null,
    primary key (member_id, id)
);

-- Facts, only ever added.
create table posting (
    member_id uuid not null,
    transaction_id uuid not null,
    place integer not null,
    cycle bigint not null,
    kind text not null,
    debit text not null,
    credit text not null,
    lot_id uuid not null,
    into_lot_id uuid,
    issuer text not null,
    redeemer text,
    points bigint not null check (points > 0),
    issue_price bigint not null,
    redemption_rate bigint not null,
    primary key (member_id, transaction_id, place)
);
create index posting_cycle on posting (cycle, issuer);
create index posting_redeemer on posting (cycle, redeemer) where redeemer is not null;
create index posting_lot on posting (member_id, lot_id);

create table accrual (
    partner text not null,
    message_id text not null,
    transaction_id uuid not null,
    member_id uuid not null,
    -- The identifier it was made with, by which a merge is undone.
    identifier bytea not null,
    occurred_at timestamptz not null,
    terminal text,
    amount bigint,
    currency text,
    earning_points bigint,
    earning_per bigint,
    stated_points bigint,
    base_lot uuid,
    -- Taken back so far: minor units of a purchase, points of a stated accrual.
    refunded bigint not null default 0,
    primary key (partner, message_id),
    check ((amount is null) = (stated_points is not null))
);
create index accrual_member on accrual (member_id);

create table redemption (
    partner text not null,
    message_id text not null,
    transaction_id uuid not null,
    member_id uuid not null,
    points bigint not null check (points > 0),
    state text not null check (state in ('held', 'redeemed', 'voided', 'timed_out')),
    hold_expires_at timestamptz,
    primary key (partner, message_id)
);
create index redemption_member on redemption (member_id);
create index redemption_hold on redemption (hold_expires_at) where state = 'held';

create table piece (
    transaction_id uuid not null,
    place integer not null,
    lot_id uuid not null,
    issuer text not null,
    points bigint not null check (points > 0),
    issue_price bigint not null,
    redemption_rate bigint not null,
    held bigint not null check (held >= 0),
    redeemed bigint not null check (redeemed >= 0),
    returned bigint not null check (returned >= 0),
    primary key (transaction_id, place),
    check (points = held + redeemed + returned)
);

-- What is settled ------------------------------------------------------------------------------------------------

-- Sums by cycle, pair and price; small additions per transaction, so that no row is hot. Folded together now and then.
create table flow (
    cycle bigint not null,
    kind text not null,
    issuer text not null,
    redeemer text not null,
    issue_price bigint not null,
    redemption_rate bigint not null,
    points bigint not null
);
create index flow_cycle on flow (cycle);

-- What was calculated for a cycle; a later version names the one it supersedes by its number.
create table settlement (
    cycle bigint not null,
    version bigint not null,
    -- SHA-256 of the settlement's canonical bytes, in hexadecimal.
    digest text not null,
    -- The terms and the carried amounts it was calculated from, so that it replays.
    terms text not null,
    calculated_at timestamptz not null,
    calculated_by text not null,
    aborted_at timestamptz,
    primary key (cycle, version)
);

create table settlement_position (
    cycle bigint not null,
    version bigint not null,
    partner text not null,
    gross_debit bigint not null,
    gross_credit bigint not null,
    fee bigint not null,
    carried_in bigint not null,
    net bigint not null,
    carried_out bigint not null,
    primary key (cycle, version, partner)
);

create table approval (
    cycle bigint not null,
    version bigint not null,
    approver text not null,
    digest text not null,
    approved_at timestamptz not null,
    primary key (cycle, version, approver)
);

-- The folders as they were signed; the party is a partner or 'operator'. Each party's count without a gap.
create table settlement_folder (
    cycle bigint not null,
    version bigint not null,
    party text not null,
    sequence bigint not null,
    primary key (cycle, version, party),
    unique (party, sequence)
);

create table settlement_file (
    cycle bigint not null,
    version bigint not null,
    party text not null,
    place integer not null,
    name text not null,
    content bytea not null,
    primary key (cycle, version, party, place)
);

-- What is sent ---------------------------------------------------------------------------------------------------

create table delivery (
    id bigint generated always as identity primary key,
    cycle bigint not null,
    version bigint not null,
    party text not null,
    -- Its place among the partner's deliveries, and its address.
    place integer not null,
    target text not null,
    state text not null check (state in ('waiting', 'running', 'delivered', 'expired')),
    -- Attempts begun; the number of the one under way while it runs.
    attempts bigint not null default 0,
    queued_at timestamptz not null,
    next_attempt_at timestamptz not null,
    started_at timestamptz,
    -- A running delivery whose lease has run out was cut off and may be taken up again.
    leased_until timestamptz,
    deadline timestamptz not null,
    ended_at timestamptz,
    unique (cycle, version, party, place)
);
create index delivery_due on delivery (next_attempt_at) where state in ('waiting', 'running');

create table delivery_attempt (
    delivery_id bigint not null,
    attempt bigint not null,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    outcome text not null,
    detail text not null,
    primary key (delivery_id, attempt)
);

-- What is told ---------------------------------------------------------------------------------------------------

create table alert (
    id bigint generated always as identity primary key,
    kind text not null,
    partner text not null,
    detail text not null,
    raised_at timestamptz not null
);

create table audit_entry (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    actor text not null,
    action text not null,
    subject text not null,
    detail text not null
);

-- What statements share -------------------------------------------------------------------------------------------

-- The members that identifiers and original messages lead to.
create function members_of(lookups bytea[], partners text[], message_ids text[]) returns setof uuid
language sql stable as $$
    select i.member_id from identifier i where i.lookup = any(lookups) and i.member_id is not null
    union
    select a.member_id from accrual a
        join unnest(partners, message_ids) as o(partner, message_id) using (partner, message_id)
    union
    select r.member_id from redemption r
        join unnest(partners, message_ids) as o(partner, message_id) using (partner, message_id)
$$;

insert into cycle (state, opened_at) values ('open', clock_timestamp());
