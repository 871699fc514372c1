-- Fewer bytes and fewer random keys a message: what is said once is kept once, under keys that grow at one end.
-- Codes stand for the names of closed sets; the functions below tell them apart, and their order never changes.

create function message_kind(code smallint) returns text language sql immutable parallel safe
    return (array['member', 'identifier', 'accrual', 'redemption', 'capture', 'void', 'reversal'])[code];

create function message_outcome(code smallint) returns text language sql immutable parallel safe
    return (array['posted', 'partner_suspended', 'partner_leaving', 'member_unknown', 'message_unknown',
        'identifier_in_use', 'redemption_closed', 'already_reversed', 'occurred_at_out_of_range',
        'currency_not_agreed', 'identifier_retired', 'member_blocked', 'reversal_exceeds_original', 'limit_exceeded',
        'debit_cap_exceeded', 'insufficient_points'])[code];

create function posting_kind(code smallint) returns text language sql immutable parallel safe
    return (array['issue', 'redeem', 'hold', 'capture', 'release', 'return', 'reverse', 'reverse_expired', 'arrears',
        'expire', 'carry'])[code];

create function posting_debit(code smallint) returns text language sql immutable parallel safe
    return (array['issued', 'outstanding', 'outstanding', 'held', 'held', 'redeemed', 'outstanding', 'expired',
        'outstanding', 'outstanding', 'outstanding'])[code];

create function posting_credit(code smallint) returns text language sql immutable parallel safe
    return (array['outstanding', 'redeemed', 'held', 'redeemed', 'outstanding', 'outstanding', 'reversed', 'reversed',
        'redeemed', 'expired', 'outstanding'])[code];

-- What is counted before, to be found again after.
create temporary table counted on commit drop as
select (select count(*) from message) as messages, (select count(*) from ledger_transaction) as transactions,
    (select count(*) from posting) as postings, (select count(*) from accrual) as accruals,
    (select count(*) from redemption) as redemptions;

-- Who stands for a member: itself, or whom it was merged into.
create function standing_member(id uuid) returns uuid language sql stable as $$
    with recursive standing as (
        select m.id, m.merged_into, 0 as depth from member m where m.id = $1
        union all
        select m.id, m.merged_into, s.depth + 1 from standing s join member m on m.id = s.merged_into
    )
    select coalesce((select s.id from standing s order by s.depth desc limit 1), $1)
$$;

-- Who is known ---------------------------------------------------------------------------------------------------

alter table member
    -- As of the last change, and right until the next moment at which time alone changes them.
    add column available bigint not null default 0 check (available >= 0),
    add column pending bigint not null default 0 check (pending >= 0),
    -- The first moment at which a lot with points remaining becomes available or expires.
    add column next_change_at timestamptz,
    -- When anything but an accrual last moved points of the member.
    add column moved_at timestamptz;
alter table member set (fillfactor = 80);

update member m set available = s.available, pending = s.pending, next_change_at = s.next_change_at
from (
    select l.member_id, n.now,
        coalesce(sum(l.remaining) filter (where l.available_at <= n.now and n.now < l.expires_at), 0) as available,
        coalesce(sum(l.remaining) filter (where n.now < l.available_at and n.now < l.expires_at), 0) as pending,
        min(case when l.available_at > n.now then least(l.available_at, l.expires_at) else l.expires_at end)
            filter (where l.expires_at > n.now) as next_change_at
    from lot l, (select clock_timestamp() as now) n where l.remaining > 0 group by 1, 2
) s where s.member_id = m.id;

update member m set moved_at = s.moved_at
from (
    select p.member_id, max(t.posted_at) as moved_at from posting p
    join ledger_transaction t on t.member_id = p.member_id and t.id = p.transaction_id
    where p.kind <> 'issue' group by 1
) s where s.member_id = m.id;

-- What was said --------------------------------------------------------------------------------------------------

-- A nonce serves one signature per key: found by 128 bits of a hash over both, in the order of their coming.
drop table nonce;
create table nonce (
    id uuid primary key,
    -- The first half of the signature.
    signature uuid not null,
    expires_at timestamptz not null
);
create index nonce_expiry on nonce using brin (expires_at) with (pages_per_range = 16, autosummarize = on);

-- The signed bytes of batches, once for each content: its parts compressed, in order.
create table batch (
    id uuid primary key,
    partner text not null,
    key_id text not null,
    signature bytea not null,
    signature_base bytea not null,
    content_digest bytea not null,
    size bigint not null check (size >= 0),
    received_at timestamptz not null
);
create table batch_part (
    content_digest bytea not null,
    place integer not null check (place >= 0),
    -- zstd.
    content bytea not null,
    primary key (content_digest, place)
);
alter table batch_part alter column content set storage external;

-- Every decided message for ever, and the transaction that it made.
create table decided_message (
    received_at timestamptz not null,
    cycle bigint not null,
    -- When it happened at the partner; only of messages that move points.
    occurred_at timestamptz,
    -- What a reversal of a purchase says was refunded, in minor units.
    refund_amount bigint,
    -- The line of the batch it stood in.
    batch_line bigint,
    kind smallint not null,
    outcome smallint not null,
    status smallint not null,
    transaction_id uuid,
    member_id uuid,
    batch_id uuid,
    partner text not null,
    message_id text not null,
    content_digest bytea not null,
    -- The answer for replays and the signed bytes as evidence, compressed; the first byte tells how.
    record bytea not null,
    primary key (partner, message_id),
    check ((batch_id is null) = (batch_line is null)),
    check ((occurred_at is not null) = (outcome = 1 and kind >= 3)),
    check ((transaction_id is not null) = (outcome = 1))
);
alter table decided_message alter column record set storage external;

insert into decided_message (received_at, cycle, occurred_at, refund_amount, kind, outcome, status, transaction_id,
    member_id, partner, message_id, content_digest, record)
select m.received_at, m.cycle, t.occurred_at,
    case when m.kind = 'reversal' then (convert_from(m.body, 'UTF8')::jsonb #>> '{refund,amount}')::numeric::bigint end,
    array_position(array['member', 'identifier', 'accrual', 'redemption', 'capture', 'void', 'reversal'], m.kind),
    array_position(array['posted', 'partner_suspended', 'partner_leaving', 'member_unknown', 'message_unknown',
        'identifier_in_use', 'redemption_closed', 'already_reversed', 'occurred_at_out_of_range',
        'currency_not_agreed', 'identifier_retired', 'member_blocked', 'reversal_exceeds_original', 'limit_exceeded',
        'debit_cap_exceeded', 'insufficient_points'], m.outcome),
    m.status, m.transaction_id, m.member_id, m.partner, m.message_id, m.content_digest,
    -- Kept whole: key, signature, signature base, body and answer, each after its length.
    '\x00'::bytea || int4send(length(convert_to(m.key_id, 'UTF8'))) || convert_to(m.key_id, 'UTF8')
        || int4send(length(m.signature)) || m.signature || int4send(length(m.signature_base)) || m.signature_base
        || int4send(length(m.body)) || m.body || int4send(length(m.answer)) || m.answer
from message m left join ledger_transaction t
    on t.id = m.transaction_id and t.partner = m.partner and t.message_id = m.message_id
order by m.received_at;

-- What moved without a message: expiries and time-outs.
create table maintenance_transaction (
    id uuid primary key,
    member_id uuid not null,
    cycle bigint not null,
    occurred_at timestamptz not null,
    posted_at timestamptz not null
);
insert into maintenance_transaction (id, member_id, cycle, occurred_at, posted_at)
select id, member_id, cycle, occurred_at, posted_at from ledger_transaction where partner is null order by id;

drop table message;
alter table decided_message rename to message;
alter index decided_message_pkey rename to message_pkey;
create unique index message_transaction on message (transaction_id) where transaction_id is not null;
-- A day's messages are found by when they occurred. Most arrive about then, so ranges of blocks do, and cost postings
-- next to nothing.
create index message_occurred on message using brin (occurred_at) with (pages_per_range = 16);

-- What moved -----------------------------------------------------------------------------------------------------

-- The member that each transaction was posted for.
create temporary table posted_for on commit drop as select id, member_id from ledger_transaction;
create index on posted_for (id);
analyze posted_for;

drop table ledger_transaction;
create view ledger_transaction as
select member_id, transaction_id as id, cycle, partner, message_id, occurred_at, received_at as posted_at
from message where outcome = 1 and kind >= 3 and transaction_id is not null
union all
select member_id, id, cycle, null::text, null::text, occurred_at, posted_at from maintenance_transaction;

-- Facts, only ever added.
create table movement (
    cycle bigint not null,
    points bigint not null check (points > 0),
    issue_price bigint not null,
    redemption_rate bigint not null,
    place smallint not null,
    kind smallint not null check (kind between 1 and 11),
    transaction_id uuid not null,
    lot_id uuid not null,
    into_lot_id uuid,
    issuer text not null,
    redeemer text,
    primary key (transaction_id, place)
);
insert into movement (transaction_id, place, kind, cycle, lot_id, into_lot_id, issuer, redeemer, points, issue_price,
    redemption_rate)
select transaction_id, place,
    array_position(array['issue', 'redeem', 'hold', 'capture', 'release', 'return', 'reverse', 'reverse_expired',
        'arrears', 'expire', 'carry'], kind),
    cycle, lot_id, into_lot_id, issuer, redeemer, points, issue_price, redemption_rate
from posting order by transaction_id, place;
drop table posting;
create index movement_cycle on movement (cycle, issuer);
create index movement_redeemer on movement (cycle, redeemer) where redeemer is not null;

-- The postings as they are read.
create view posting as
select transaction_id, place::integer as place, cycle, posting_kind(kind) as kind, posting_debit(kind) as debit,
    posting_credit(kind) as credit, lot_id, into_lot_id, issuer, redeemer, points, issue_price, redemption_rate
from movement;

-- Only what changes when a lot is opened or used up stands in an index, so that a lot changes in its own block.
alter table lot drop constraint lot_pkey;
alter table lot add primary key (id);
drop index lot_open, lot_root, lot_expiry;
alter table lot add column is_open boolean not null generated always as (remaining > 0) stored;
alter table lot set (fillfactor = 90);
create index lot_member on lot (member_id);
create index lot_expiry on lot (expires_at) where is_open;
create index lot_continued on lot (root_id) where id <> root_id;

-- By the transaction that made it. The member is the one at posting; who stands for a merged one is `merged_into`.
create table earned (
    amount bigint,
    earning_points bigint,
    earning_per bigint,
    stated_points bigint,
    -- Taken back so far: minor units of a purchase, points of a stated accrual.
    refunded bigint not null default 0,
    transaction_id uuid primary key,
    member_id uuid not null,
    base_lot uuid,
    -- The first 16 bytes of the hash of the identifier it was made with, by which a merge is undone.
    identifier bytea not null,
    currency text,
    check ((amount is null) = (stated_points is not null))
);
insert into earned (transaction_id, member_id, identifier, amount, currency, earning_points, earning_per, stated_points,
    base_lot, refunded)
select a.transaction_id, case when standing_member(p.member_id) = a.member_id then p.member_id else a.member_id end,
    substr(a.identifier, 1, 16), a.amount, a.currency, a.earning_points, a.earning_per, a.stated_points, a.base_lot,
    a.refunded
from accrual a left join posted_for p on p.id = a.transaction_id order by a.transaction_id;
drop function members_of;
drop table accrual;
alter table earned rename to accrual;
alter index earned_pkey rename to accrual_pkey;

create table spent (
    points bigint not null check (points > 0),
    hold_expires_at timestamptz,
    transaction_id uuid primary key,
    -- The member at posting; while the points are held, the one who stands for it.
    member_id uuid not null,
    state text not null check (state in ('held', 'redeemed', 'voided', 'timed_out'))
);
insert into spent (transaction_id, member_id, points, state, hold_expires_at)
select r.transaction_id,
    case when r.state <> 'held' and standing_member(p.member_id) = r.member_id then p.member_id else r.member_id end,
    r.points, r.state, r.hold_expires_at
from redemption r left join posted_for p on p.id = r.transaction_id order by r.transaction_id;
drop table redemption;
alter table spent rename to redemption;
alter index spent_pkey rename to redemption_pkey;
alter table redemption rename constraint spent_points_check to redemption_points_check;
alter table redemption rename constraint spent_state_check to redemption_state_check;
create index redemption_held on redemption (member_id) where state = 'held';
create index redemption_hold on redemption (hold_expires_at) where state = 'held';

do $$
declare
    before counted;
begin
    select * into before from counted;
    if before.messages <> (select count(*) from message)
        or before.transactions <> (select count(*) from ledger_transaction)
        or before.postings <> (select count(*) from posting)
        or before.accruals <> (select count(*) from accrual)
        or before.redemptions <> (select count(*) from redemption) then
        raise exception 'rows were lost on the way';
    end if;
    if exists (select from posting p left join ledger_transaction t on t.id = p.transaction_id where t.id is null) then
        raise exception 'a posting has lost its transaction';
    end if;
end
$$;
