-- Folders that went out once more as they were: beside the original, under the same sequence number.

create table settlement_copy (
    cycle bigint not null,
    version bigint not null,
    -- Counts the copies of a version, from 1; the number in the folder's name.
    copy bigint not null check (copy > 0),
    made_at timestamptz not null,
    made_by text not null,
    primary key (cycle, version, copy)
);

-- The copy that a delivery pushes; 0 is the folder itself.
alter table delivery add column copy bigint not null default 0 check (copy >= 0);
alter table delivery drop constraint delivery_cycle_version_party_place_key;
alter table delivery add constraint delivery_folder_place unique (cycle, version, party, copy, place);

do $$
begin
    if exists (select from delivery where copy <> 0) then
        raise exception 'a delivery from before copies is marked as one';
    end if;
end
$$;
