-- Operator users with their sessions, proposals that wait for other people's approval, and an audit trail whose entries are
-- chained to each other by hash.

-- The audit trail -----------------------------------------------------------------------------------------------------

alter table audit_entry
    add column place bigint,
    add column origin text not null default '',
    add column before text,
    add column after text,
    add column previous_hash bytea,
    add column hash bytea;

-- What the newest entry is, so that entries cut off the end are noticed. One row.
create table audit_head (
    only_row boolean primary key default true check (only_row),
    place bigint not null check (place >= 0),
    hash bytea not null check (octet_length(hash) = 32)
);

insert into audit_head (place, hash) values (0, decode(repeat('00', 32), 'hex'));

-- The text an entry's hash is taken of: each value as its length in bytes, a colon and itself, an absent one as a hyphen,
-- joined by commas; so two different entries never have the same text.
create function audit_text(variadic parts text[]) returns text
language sql immutable as $$
    select string_agg(
        case when value is null then '-' else octet_length(convert_to(value, 'UTF8')) || ':' || value end,
        ',' order by place)
    from unnest(parts) with ordinality as part (value, place)
$$;

-- The SHA-256 of an entry at a place, chained to the hash before it.
create function audit_hash(entry audit_entry) returns bytea
language sql immutable as $$
    select sha256(convert_to(audit_text(
        entry.place::text, (extract(epoch from entry.at) * 1000000)::bigint::text, entry.actor, entry.action,
        entry.subject, entry.detail, entry.origin, entry.before, entry.after, encode(entry.previous_hash, 'hex')),
        'UTF8'))
$$;

-- The entries so far, in the order they were numbered in.
do $$
declare
    entry audit_entry;
    last audit_head;
begin
    select * into last from audit_head;
    for entry in select * from audit_entry order by id loop
        entry.place := last.place + 1;
        entry.previous_hash := last.hash;
        last.place := entry.place;
        last.hash := audit_hash(entry);
        update audit_entry set place = entry.place, previous_hash = entry.previous_hash, hash = last.hash
            where id = entry.id;
    end loop;
    update audit_head set place = last.place, hash = last.hash;
end
$$;

alter table audit_entry
    alter column origin set default coalesce(current_setting('clearinghouse.origin', true), ''),
    add unique (place);

-- Gives a new entry its place and hash as its transaction commits: whoever writes entries then has every other lock it
-- needs, so that writers never wait for each other in a ring, and the order of places is the order of commits.
create function audit_entry_chain() returns trigger
language plpgsql as $$
declare
    entry audit_entry := new;
    last audit_head;
begin
    perform pg_advisory_xact_lock(7204620004);
    select * into strict last from audit_head for update;
    entry.place := last.place + 1;
    entry.previous_hash := last.hash;
    entry.hash := audit_hash(entry);
    update audit_entry set place = entry.place, previous_hash = entry.previous_hash, hash = entry.hash
        where id = entry.id;
    update audit_head set place = entry.place, hash = entry.hash;
    return null;
end
$$;

create constraint trigger audit_entry_chain after insert on audit_entry
    deferrable initially deferred for each row execute function audit_entry_chain();

create function audit_refuse() returns trigger
language plpgsql as $$
begin
    raise exception 'the audit trail is only ever added to' using errcode = 'restrict_violation';
end
$$;

create trigger audit_entry_kept before delete or truncate on audit_entry
    for each statement execute function audit_refuse();
-- Place and hash are set from within the entry's trigger, and nothing else.
create trigger audit_entry_unchanged before update on audit_entry
    for each statement when (pg_trigger_depth() = 0) execute function audit_refuse();
create trigger audit_head_kept before insert or delete or truncate on audit_head
    for each statement execute function audit_refuse();
-- The head moves with an entry only: from within the entry's trigger.
create trigger audit_head_moves before update on audit_head
    for each statement when (pg_trigger_depth() = 0) execute function audit_refuse();

-- The check: every entry stands in its place and follows from the one before.
do $$
begin
    if exists (
        select 1 from (
            select e.hash <> audit_hash(e) or e.place <> row_number() over byid
                or e.previous_hash <> coalesce(lag(e.hash) over byid, decode(repeat('00', 32), 'hex')) as broken
            from audit_entry e window byid as (order by e.id)) checked
        where broken)
        or (select count(*) from audit_entry) <> (select place from audit_head)
    then
        raise exception 'the audit entries could not be chained';
    end if;
end
$$;

-- Operator users ------------------------------------------------------------------------------------------------------

create table operator_user (
    name text primary key check (name ~ '^[a-z][a-z0-9._-]{0,31}$'),
    roles text[] not null check (cardinality(roles) > 0),
    disabled boolean not null default false,
    -- argon2id in its encoded form.
    password text not null,
    -- The secret of the time-based codes, sealed with the hub's key.
    code_secret bytea not null,
    code_enrolled boolean not null default false,
    -- The newest step of which a code was used; no code counts twice.
    code_step bigint not null default 0,
    failures bigint not null default 0 check (failures >= 0),
    locked_until timestamptz,
    made_at timestamptz not null,
    made_by text not null
);

create table operator_session (
    -- SHA-256 of the token; the token itself is kept nowhere here.
    token_hash bytea primary key check (octet_length(token_hash) = 32),
    name text not null references operator_user,
    made_at timestamptz not null,
    used_at timestamptz not null,
    ends_at timestamptz not null,
    ended_at timestamptz,
    origin text not null default coalesce(current_setting('clearinghouse.origin', true), '')
);
create index operator_session_name on operator_session (name) where ended_at is null;

-- Proposals -----------------------------------------------------------------------------------------------------------

create table proposal (
    id bigint generated always as identity primary key,
    kind text not null,
    summary text not null,
    document text not null,
    -- SHA-256 of the document, in lower-case hexadecimal: what approvals are bound to.
    digest text not null check (digest ~ '^[0-9a-f]{64}$'),
    needed bigint not null check (needed >= 1),
    state text not null check (state in ('open', 'approved', 'applied', 'rejected', 'withdrawn')),
    proposed_by text not null,
    proposed_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    outcome text
);

create table proposal_approval (
    proposal_id bigint not null references proposal,
    approver text not null,
    digest text not null,
    approved_at timestamptz not null,
    primary key (proposal_id, approver)
);
