-- Payments and the money ledger: what is owed and paid, what went to the bank, what the bank said.
-- Money is in minor units of the coalition's currency. Ledger and events are only ever added to.

-- The money ledger -----------------------------------------------------------------------------------------------

create table money_transaction (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('settlement', 'withdrawal', 'payment_out', 'payment_in', 'payment_returned',
        'payment_by_hand', 'deposit', 'release', 'suspense', 'assignment')),
    -- Makes it exactly once: settlement:000004:1, bank:17, payment:9:by_hand:2.
    reference text not null unique,
    cycle bigint,
    version bigint,
    partner text,
    booked_on date not null,
    at timestamptz not null,
    actor text not null,
    detail text not null,
    check (cycle is not null or version is null)
);
create index money_transaction_booked on money_transaction (booked_on);

create table money_posting (
    transaction_id bigint not null references money_transaction (id),
    place integer not null check (place >= 0),
    debit text not null,
    credit text not null,
    amount bigint not null check (amount > 0),
    primary key (transaction_id, place),
    check (debit <> credit)
);
create index money_posting_debit on money_posting (debit);
create index money_posting_credit on money_posting (credit);

-- Payments -------------------------------------------------------------------------------------------------------

create table payment (
    id bigint generated always as identity primary key,
    cycle bigint not null,
    version bigint not null,
    partner text not null,
    direction text not null check (direction in ('outgoing', 'incoming')),
    amount bigint not null check (amount > 0),
    currency text not null,
    end_to_end_id text not null unique check (length(end_to_end_id) between 1 and 35),
    value_date date not null,
    -- Interest a year on what is overdue, in millionths, as agreed when it was made; 0 for none.
    interest bigint not null default 0 check (interest >= 0),
    state text not null check (state in ('pending', 'instructed', 'accepted', 'paid', 'rejected', 'returned',
        'withdrawn')),
    -- Money that moved so far; below zero while a return is known before its payment.
    moved bigint not null default 0,
    -- What of it was booked by hand and the bank has not confirmed yet.
    by_hand bigint not null default 0 check (by_hand >= 0),
    instructed_message_id text,
    reason text,
    made_at timestamptz not null,
    updated_at timestamptz not null,
    unique (cycle, version, partner),
    check (moved between -amount and amount),
    check ((state = 'paid') = (moved = amount)),
    check (state not in ('instructed', 'accepted') or (direction = 'outgoing' and instructed_message_id is not null))
);
create index payment_open on payment (cycle) where state not in ('paid', 'withdrawn');
create index payment_instructed on payment (instructed_message_id) where instructed_message_id is not null;

create table payment_event (
    id bigint generated always as identity primary key,
    payment_id bigint not null references payment (id),
    event text not null,
    from_state text not null,
    to_state text not null,
    -- What moved with it, signed, and the day it counts on.
    moved bigint not null,
    counted_on date not null,
    message_id text,
    detail text,
    actor text not null,
    at timestamptz not null
);
create index payment_event_payment on payment_event (payment_id);

-- The files for the bank: prepared at dispatch, released when funded; a later one carries what was rejected.
create table payment_instruction (
    message_id text primary key check (length(message_id) between 1 and 35),
    cycle bigint not null,
    version bigint not null,
    number bigint not null check (number > 0),
    -- Made at the dispatch, and part of the operator's folder.
    is_prepared boolean not null,
    -- What its bytes are made from.
    initiating_party text not null,
    debtor_iban text not null,
    debtor_bic text not null,
    debtor_holder text not null,
    execution_day date not null,
    currency text not null,
    created_at timestamptz not null,
    content bytea not null,
    released_at timestamptz,
    released_by text,
    -- Given up before it was released.
    voided_at timestamptz,
    unique (cycle, version, number),
    check (released_at is null or voided_at is null),
    check ((released_at is null) = (released_by is null))
);
create index payment_instruction_waiting on payment_instruction (cycle) where released_at is null and voided_at is null;

create table instruction_transfer (
    message_id text not null references payment_instruction (message_id),
    place integer not null check (place >= 0),
    payment_id bigint not null references payment (id),
    end_to_end_id text not null,
    amount bigint not null check (amount > 0),
    creditor_iban text not null,
    creditor_bic text not null,
    creditor_holder text not null,
    -- False once the bank rejected or returned it, or the file was given up.
    is_live boolean not null default true,
    primary key (message_id, place)
);
-- No payment is in two instructions that may both be carried out.
create unique index instruction_transfer_live on instruction_transfer (payment_id) where is_live;

-- What the bank said ---------------------------------------------------------------------------------------------

create table bank_file (
    sha256 bytea primary key check (length(sha256) = 32),
    name text not null,
    kind text not null check (kind in ('pain.002.001.10', 'camt.053.001.08', 'camt.054.001.08')),
    message_id text not null,
    -- As the bank wrote it.
    created_at text not null,
    imported_at timestamptz not null,
    imported_by text not null,
    items bigint not null default 0,
    matched bigint not null default 0,
    partly_matched bigint not null default 0,
    unmatched bigint not null default 0,
    duplicates bigint not null default 0,
    payments_moved bigint not null default 0
);

create table bank_item (
    id bigint generated always as identity primary key,
    -- The bank's own reference, or a digest of the facts; the same entry in two files is one item.
    identity text not null unique,
    file bytea not null references bank_file (sha256),
    kind text not null check (kind in ('entry', 'status')),
    side text check (side in ('credit', 'debit')),
    amount bigint check (amount > 0),
    currency text,
    booking_day date,
    value_day date,
    servicer_reference text,
    end_to_end_id text,
    remittance text not null default '',
    is_return boolean not null default false,
    counterparty text,
    state text not null check (state in ('matched', 'partly_matched', 'unmatched', 'assigned', 'ignored')),
    reason text,
    payment_id bigint references payment (id),
    -- What of the amount stands on suspense.
    suspense bigint not null default 0 check (suspense >= 0),
    decided_by text,
    decided_at timestamptz,
    decision text,
    check (kind = 'status' or (side is not null and amount is not null and currency is not null)),
    check (suspense <= coalesce(amount, 0))
);
create index bank_item_work on bank_item (id) where state in ('unmatched', 'partly_matched');
create index bank_item_payment on bank_item (payment_id) where payment_id is not null;
create index bank_item_servicer on bank_item (servicer_reference) where servicer_reference is not null;

-- Those who pay late ---------------------------------------------------------------------------------------------

create table reminder (
    payment_id bigint not null references payment (id),
    -- Its rung on the ladder, from 1.
    rung integer not null check (rung > 0),
    due_on date not null,
    open_amount bigint not null check (open_amount > 0),
    reminded_at timestamptz not null,
    primary key (payment_id, rung)
);

-- Interest charged up to a night, each charge what the whole comes to less what was charged before. Written down first,
-- posted as an adjustment then.
create table interest_charge (
    payment_id bigint not null references payment (id),
    place integer not null check (place > 0),
    until_day date not null,
    amount bigint not null check (amount <> 0),
    adjustment uuid not null unique,
    charged_at timestamptz not null,
    posted_at timestamptz,
    primary key (payment_id, place)
);
create index interest_charge_waiting on interest_charge (payment_id) where posted_at is null;

-- Only ever added to ---------------------------------------------------------------------------------------------

create function refuse_money_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are only ever added', tg_table_name using errcode = 'integrity_constraint_violation';
end
$$;
create trigger money_transaction_kept before update or delete or truncate on money_transaction
    for each statement execute function refuse_money_change();
create trigger money_posting_kept before update or delete or truncate on money_posting
    for each statement execute function refuse_money_change();
create trigger payment_event_kept before update or delete or truncate on payment_event
    for each statement execute function refuse_money_change();

-- The balance of every account: debits less credits.
create view money_balance as
    select side.account, sum(side.signed)::bigint as balance
    from money_posting p cross join lateral (values (p.debit, p.amount), (p.credit, -p.amount)) as side (account, signed)
    group by side.account;

-- Cycles dispatched before there were payments: what each version in force still has to pay, so that it can settle.
insert into payment (cycle, version, partner, direction, amount, currency, end_to_end_id, value_date, state, made_at,
    updated_at, reason)
select c.id, c.version, p.partner, case when p.net > 0 then 'outgoing' else 'incoming' end, abs(p.net),
    s.terms::jsonb ->> 'currency',
    case when length(lpad(c.id::text, 6, '0') || '-' || c.version || '-' || p.partner) <= 35
        then lpad(c.id::text, 6, '0') || '-' || c.version || '-' || p.partner
        else 'before-' || c.id || '-' || row_number() over (order by c.id, p.partner) end,
    (date '1970-01-01' + (s.terms::jsonb ->> 'close_day')::int), 'pending', clock_timestamp(), clock_timestamp(),
    'dispatched before payments were kept'
from cycle c join settlement s on s.cycle = c.id and s.version = c.version
join settlement_position p on p.cycle = c.id and p.version = c.version
where c.state = 'dispatched' and p.net <> 0 and p.carried_out = 0;
with booked as (
    insert into money_transaction (kind, reference, cycle, version, partner, booked_on, at, actor, detail)
    select 'settlement', 'settlement:' || lpad(cycle::text, 6, '0') || ':' || version || ':before:' || partner, cycle,
        version, partner, current_date, clock_timestamp(), 'migration', 'dispatched before the money ledger was kept'
    from payment
    returning id, cycle, version, partner
)
insert into money_posting (transaction_id, place, debit, credit, amount)
select b.id, 0, case p.direction when 'incoming' then 'partner:' || p.partner else 'operator:clearing' end,
    case p.direction when 'incoming' then 'operator:clearing' else 'partner:' || p.partner end, p.amount
from booked b join payment p using (cycle, version, partner);

-- Amounts that the newest version in force carries forward stand on the partners' accounts from the start.
with booked as (
    insert into money_transaction (kind, reference, cycle, version, partner, booked_on, at, actor, detail)
    select 'settlement', 'settlement:' || lpad(c.id::text, 6, '0') || ':' || c.version || ':carried:' || p.partner,
        c.id, c.version, p.partner, current_date, clock_timestamp(), 'migration',
        'carried forward before the money ledger was kept'
    from cycle c join settlement_position p on p.cycle = c.id and p.version = c.version
    where c.id = (select max(id) from cycle where state in ('dispatched', 'settled')) and p.carried_out <> 0
    returning id, cycle, version, partner
)
insert into money_posting (transaction_id, place, debit, credit, amount)
select b.id, 0, case when p.carried_out < 0 then 'partner:' || b.partner else 'operator:clearing' end,
    case when p.carried_out < 0 then 'operator:clearing' else 'partner:' || b.partner end, abs(p.carried_out)
from booked b join settlement_position p using (cycle, version, partner);

do $$
begin
    if exists (
        select 1 from cycle c join settlement_position p on p.cycle = c.id and p.version = c.version
        where c.state = 'dispatched' and p.net <> 0 and p.carried_out = 0
            and not exists (select 1 from payment y where y.cycle = c.id and y.version = c.version
                and y.partner = p.partner and y.amount = abs(p.net)))
    then raise exception 'a dispatched cycle has a net without its payment'; end if;
    if (select coalesce(sum(balance), 0) from money_balance) <> 0
    then raise exception 'the money ledger does not balance'; end if;
end
$$;
