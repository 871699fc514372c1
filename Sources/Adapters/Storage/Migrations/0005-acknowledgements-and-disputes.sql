-- What partners say about their statements, and what they dispute. Amounts are counted in minor units.

create function statement_event_refuse() returns trigger
language plpgsql as $$
begin
    raise exception 'events of statements and disputes are only ever added to' using errcode = 'restrict_violation';
end
$$;

-- Where one version of a party's statement stands; kept current with the events.
create table acknowledgement (
    cycle bigint not null,
    version bigint not null,
    party text not null,
    state text not null default 'prepared'
        check (state in ('prepared', 'pushed', 'received', 'accepted', 'disputed')),
    voice text check (voice in ('partner', 'silence')),
    -- When its first push arrived; deadlines are reckoned from there.
    delivered_at timestamptz,
    reminders bigint not null default 0 check (reminders >= 0),
    looked_at timestamptz not null,
    primary key (cycle, version, party),
    foreign key (cycle, version, party) references settlement_folder,
    check ((voice is not null) = (state in ('accepted', 'disputed'))),
    check (delivered_at is not null or state <> 'pushed')
);
create index acknowledgement_due on acknowledgement (looked_at) where state in ('prepared', 'pushed', 'received');

-- Each word and each silence, with the signed bytes where there are any, and the answer that was given.
create table acknowledgement_event (
    id bigint generated always as identity primary key,
    cycle bigint not null,
    version bigint not null,
    party text not null,
    at timestamptz not null,
    -- 'delivered', 'reminded', 'received', 'accepted', 'disputed' or 'silence'.
    event text not null,
    state text not null,
    source text not null check (source in ('api', 'file', 'command', 'hub')),
    actor text not null,
    content_digest bytea,
    status smallint,
    answer bytea,
    key_id text,
    signature bytea,
    signature_base bytea,
    body bytea,
    foreign key (cycle, version, party) references acknowledgement,
    check ((content_digest is null) = (answer is null) and (answer is null) = (status is null))
);
-- The same content is heard once.
create unique index acknowledgement_event_content on acknowledgement_event (cycle, party, content_digest)
    where content_digest is not null;
create trigger acknowledgement_event_kept before update or delete or truncate on acknowledgement_event
    for each statement execute function statement_event_refuse();

-- Looking for signed files in the folders that were delivered.
create table acknowledgement_fetch (
    delivery_id bigint primary key references delivery,
    fetches bigint not null check (fetches > 0),
    next_at timestamptz not null,
    -- SHA-256 of the last file that was refused, so that it is told of once.
    refused_digest bytea
);

create table dispute (
    id bigint generated always as identity primary key,
    cycle bigint not null,
    version bigint not null,
    partner text not null,
    -- Counts the partner's disputes of the cycle.
    number bigint not null check (number > 0),
    counterparty text not null check (counterparty <> partner),
    reason text not null,
    message_ids text[] not null,
    line_numbers bigint[] not null,
    evidence bytea check (octet_length(evidence) = 32),
    comment text,
    -- What upholding it moves in all, by party; adds up to zero.
    leg_parties text[] not null,
    leg_amounts bigint[] not null,
    -- What was credited provisionally: by the operator to the partner; zero when nothing was.
    provisional bigint not null check (provisional >= 0),
    state text not null check (state in ('raised', 'answered', 'upheld', 'rejected', 'withdrawn')),
    raised_at timestamptz not null,
    raised_by text not null,
    answer_by date,
    -- Whether it was told of that the counterparty let its time go by.
    overdue_told boolean not null default false,
    stance text check (stance in ('accepted', 'contested')),
    answer_comment text,
    answer_evidence bytea check (octet_length(answer_evidence) = 32),
    answered_by text,
    decided_at timestamptz,
    decided_by text,
    decision text,
    adjustments uuid[] not null default '{}',
    unique (partner, cycle, number),
    foreign key (cycle, version, partner) references settlement_folder,
    check (cardinality(leg_parties) = cardinality(leg_amounts)),
    check ((stance is null) = (answered_by is null)),
    check ((decided_at is null) = (state in ('raised', 'answered'))),
    check ((decided_at is null) = (decided_by is null) and (decided_at is null) = (decision is null))
);
create index dispute_counterparty on dispute (counterparty, id);
create index dispute_unanswered on dispute (answer_by) where state = 'raised' and not overdue_told;

-- The disputed lines. A posting is disputed once, whichever of its parties does it.
create table dispute_line (
    dispute_id bigint not null references dispute,
    line bigint not null check (line > 0),
    cycle bigint not null,
    transaction_id uuid not null,
    place integer not null,
    -- Which of the posting's movements it is, from 0.
    movement integer not null,
    primary key (dispute_id, line),
    unique (transaction_id, place, movement)
);
create trigger dispute_line_kept before update or delete or truncate on dispute_line
    for each statement execute function statement_event_refuse();

create table dispute_event (
    id bigint generated always as identity primary key,
    dispute_id bigint not null references dispute,
    at timestamptz not null,
    actor text not null,
    -- The state it led to.
    state text not null,
    detail text not null,
    adjustment uuid
);
create index dispute_event_dispute on dispute_event (dispute_id);
create trigger dispute_event_kept before update or delete or truncate on dispute_event
    for each statement execute function statement_event_refuse();
