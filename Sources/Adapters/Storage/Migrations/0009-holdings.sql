-- What the lots of each issuer hold, kept by the database itself whoever changes a lot: a close compares sums of
-- issuers instead of reading every lot. Small additions per statement, so that no row is hot; folded like flows.

create table holding (
    issuer text not null,
    -- Points of lots that began with an accrual, and of lots that continue another.
    issued bigint not null,
    continued bigint not null,
    -- The columns of the same names in lot.
    remaining bigint not null,
    held bigint not null,
    redeemed bigint not null,
    reversed bigint not null,
    expired bigint not null,
    carried bigint not null
);

-- Added to and folded all the time: cleaned by how much died, not by a share of what lives. Giving pages back
-- to the file system would lock postings out, so these tables keep theirs.
alter table holding set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_cost_delay = 0, vacuum_truncate = off);
alter table flow set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_cost_delay = 0, vacuum_truncate = off);

create function hold_added_lots() returns trigger language plpgsql as $$
begin
    insert into holding
    select issuer, coalesce(sum(points) filter (where id = root_id), 0),
        coalesce(sum(points) filter (where id <> root_id), 0),
        sum(remaining), sum(held), sum(redeemed), sum(reversed), sum(expired), sum(carried)
    from added group by issuer;
    return null;
end
$$;

create function hold_removed_lots() returns trigger language plpgsql as $$
begin
    insert into holding
    select issuer, -coalesce(sum(points) filter (where id = root_id), 0),
        -coalesce(sum(points) filter (where id <> root_id), 0),
        -sum(remaining), -sum(held), -sum(redeemed), -sum(reversed), -sum(expired), -sum(carried)
    from removed group by issuer;
    return null;
end
$$;

-- What stays as it was, as when a merge moves a lot to another member, adds nothing.
create function hold_changed_lots() returns trigger language plpgsql as $$
begin
    insert into holding
    select issuer, sum(issued), sum(continued), sum(remaining), sum(held), sum(redeemed), sum(reversed), sum(expired),
        sum(carried)
    from (
        select issuer, case when id = root_id then points else 0 end as issued,
            case when id = root_id then 0 else points end as continued, remaining, held, redeemed, reversed, expired,
            carried
        from added
        union all
        select issuer, case when id = root_id then -points else 0 end,
            case when id = root_id then 0 else -points end, -remaining, -held, -redeemed, -reversed, -expired, -carried
        from removed
    ) as change
    group by issuer
    having (sum(issued), sum(continued), sum(remaining), sum(held), sum(redeemed), sum(reversed), sum(expired),
        sum(carried)) <> (0, 0, 0, 0, 0, 0, 0, 0);
    return null;
end
$$;

create function hold_no_lots() returns trigger language plpgsql as $$
begin
    delete from holding;
    return null;
end
$$;

create trigger lot_added after insert on lot referencing new table as added
    for each statement execute function hold_added_lots();
create trigger lot_changed after update on lot referencing old table as removed new table as added
    for each statement execute function hold_changed_lots();
create trigger lot_removed after delete on lot referencing old table as removed
    for each statement execute function hold_removed_lots();
create trigger lot_emptied after truncate on lot
    for each statement execute function hold_no_lots();

-- The triggers have locked lots against changes until this commits.
insert into holding
select issuer, coalesce(sum(points) filter (where id = root_id), 0),
    coalesce(sum(points) filter (where id <> root_id), 0),
    sum(remaining), sum(held), sum(redeemed), sum(reversed), sum(expired), sum(carried)
from lot group by issuer;

-- Nobody's lots are left out: what was issued is where the lots say it is.
do $$
begin
    if exists (select from holding
        where issued + continued <> remaining + held + redeemed + reversed + expired + carried)
    then raise exception 'the holdings are not those of the lots'; end if;
end
$$;

-- Statements of millions of lines are kept whole: lz4 packs them four times as fast, where the server knows it.
do $$
begin
    alter table settlement_file alter column content set compression lz4;
exception when feature_not_supported then null;
end
$$;
