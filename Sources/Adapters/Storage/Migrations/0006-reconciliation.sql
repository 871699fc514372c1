-- What came of comparing partners' own days with the hub's. The newest comparison of a partner and day stands.

create table reconciliation (
    partner text not null,
    -- A day of the coalition's time zone.
    day date not null,
    compared_at timestamptz not null,
    compared_by text not null,
    -- SHA-256 of the partner's file, in hexadecimal.
    file_sha256 text not null check (file_sha256 ~ '^[0-9a-f]{64}$'),
    rows bigint not null check (rows >= 0),
    messages bigint not null check (messages >= 0),
    missing_here bigint not null check (missing_here >= 0),
    apart bigint not null check (apart >= 0),
    missing_there bigint not null check (missing_there >= 0),
    different bigint not null check (different >= 0),
    repeated bigint not null check (repeated >= 0),
    unreadable bigint not null check (unreadable >= 0),
    clean boolean not null,
    -- How often the day was compared.
    comparisons bigint not null default 1 check (comparisons > 0),
    primary key (partner, day),
    check (clean = (missing_here + apart + missing_there + different + repeated + unreadable = 0))
);

-- A day's messages are found by when they occurred. Most arrive about then, so ranges of blocks do, and cost postings
-- next to nothing.
create index ledger_transaction_occurred on ledger_transaction using brin (occurred_at) with (pages_per_range = 16);
