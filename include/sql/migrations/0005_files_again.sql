-- The same bytes may come again for the same day, after another file of that day: then they are a word of their own.
alter table raw.delivery
    add column came_after_id bigint references raw.delivery,
    drop constraint delivery_corporation_kind_reference_on_sha256_key,
    add constraint delivery_once unique nulls not distinct (corporation, kind, reference_on, sha256, came_after_id);
comment on column raw.delivery.came_after_id is 'the other file of the day after which the same bytes came again; null the first time';
