-- Adjustments, the one way money moves besides points; partners that do not pay; partners that leave.
-- Money is in minor units of the coalition's currency. Rows are only ever added.

-- A balanced posting in the cycle that was open when it was committed.
create table adjustment (
    id uuid primary key,
    cycle bigint not null,
    kind text not null check (kind in ('correction', 'dispute', 'provisional', 'provisional_reversal', 'interest')),
    reason text not null check (length(reason) between 1 and 500),
    -- What it corrects: message ids, or places such as 'cycle 000004 line 12'.
    corrects text[] not null,
    -- The dispute it decides, where it decides one.
    dispute bigint,
    made_at timestamptz not null,
    made_by text not null
);
create index adjustment_cycle on adjustment (cycle);
create index adjustment_dispute on adjustment (dispute) where dispute is not null;

-- Above zero credits the party, below zero debits it; the operator is a party like any other.
create table adjustment_leg (
    adjustment_id uuid not null references adjustment (id),
    party text not null,
    amount bigint not null check (amount <> 0),
    primary key (adjustment_id, party)
);

-- Whatever writes them, legs of one adjustment add up to zero when the transaction ends.
create function check_adjustment_balance() returns trigger language plpgsql as $$
begin
    if (select sum(amount) from adjustment_leg where adjustment_id = new.adjustment_id) <> 0 then
        raise exception 'the legs of adjustment % do not add up to zero', new.adjustment_id
            using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end
$$;
create constraint trigger adjustment_balanced after insert on adjustment_leg
    deferrable initially deferred for each row execute function check_adjustment_balance();

-- Partners that did not pay what a dispatched version asked of them; the cycle is calculated without them since.
create table partner_default (
    cycle bigint not null,
    partner text not null,
    -- The version it did not pay.
    version bigint not null,
    reason text not null check (length(reason) between 1 and 500),
    declared_at timestamptz not null,
    declared_by text not null,
    primary key (cycle, partner)
);

-- The version of a cycle in which a partner that leaves paid for its points still out. In force, it has left since.
create table settlement_run_off (
    cycle bigint not null,
    version bigint not null,
    partner text not null,
    points bigint not null check (points >= 0),
    amount bigint not null check (amount >= 0),
    primary key (cycle, version, partner)
);
create index settlement_run_off_partner on settlement_run_off (partner);

create function refuse_adjustment_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are only ever added', tg_table_name using errcode = 'integrity_constraint_violation';
end
$$;
create trigger adjustment_kept before update or delete or truncate on adjustment
    for each statement execute function refuse_adjustment_change();
create trigger adjustment_leg_kept before update or delete or truncate on adjustment_leg
    for each statement execute function refuse_adjustment_change();
create trigger partner_default_kept before update or delete or truncate on partner_default
    for each statement execute function refuse_adjustment_change();
create trigger settlement_run_off_kept before update or delete or truncate on settlement_run_off
    for each statement execute function refuse_adjustment_change();

do $$
begin
    if exists (select from adjustment) or exists (select from partner_default)
    then raise exception 'no adjustment can stand here yet'; end if;
end
$$;
