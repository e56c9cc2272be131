-- One household by the cleaned front door and a part of the surname, a phone number or an e-mail address in common.
-- Grain: one row per pair. Engine: DuckDB. Reads: cleaned. Caller: benchmarks.linkage_peers
select a.row_id as left_id, b.row_id as right_id
from cleaned as a
inner join cleaned as b on a.row_id < b.row_id and a.door = b.door
where
    a.door <> ''
    and (
        list_has_any(a.names, b.names)
        or (a.phone <> '' and a.phone = b.phone)
        or (a.email <> '' and a.email = b.email)
    );
