-- Rows as lanes hand them over: each kind in one array of its type, which costs the server a third of an array for each
-- column. Their columns are in the order in which the program writes them; a change of one is a type of another name.

create type message_row as (
    partner text, message_id text, kind smallint, outcome smallint, status smallint, content_digest bytea,
    transaction_id uuid, member_id uuid, occurred_at timestamptz, refund_amount bigint, batch_id uuid,
    batch_line bigint, record bytea);

create type lot_row as (
    member_id uuid, id uuid, root_id uuid, issuer text, origin text, accrual_id uuid, points bigint,
    earned_at timestamptz, available_at timestamptz, expires_at timestamptz, sequence bigint, issue_price bigint,
    remaining bigint, held bigint, redeemed bigint, reversed bigint, expired bigint, carried bigint, shortfall bigint,
    arrears bigint);

create type lot_change as (
    id uuid, remaining bigint, held bigint, redeemed bigint, reversed bigint, expired bigint, carried bigint,
    shortfall bigint, arrears bigint);

create type movement_row as (
    transaction_id uuid, place smallint, kind smallint, lot_id uuid, into_lot_id uuid, issuer text, redeemer text,
    points bigint, issue_price bigint, redemption_rate bigint);

create type member_change as (
    id uuid, next_sequence bigint, unspent bigint, held bigint, arrears bigint, available bigint, pending bigint,
    next_change_at timestamptz, moved boolean);

create type accrual_row as (
    transaction_id uuid, member_id uuid, identifier bytea, amount bigint, currency text, earning_points bigint,
    earning_per bigint, stated_points bigint, base_lot uuid, refunded bigint);

create type piece_row as (
    transaction_id uuid, place smallint, lot_id uuid, issuer text, points bigint, issue_price bigint,
    redemption_rate bigint, held bigint, redeemed bigint, returned bigint);
