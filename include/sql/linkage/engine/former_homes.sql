-- Rows of persons who live behind another door now: their tenancy here ended, or another one began later. Who stayed behind,
-- or came after them, is not their household.
-- Grain: one row per row of the pool. Engine: DuckDB. Reads: person_row, cleaned. Caller: linkage.engine
select distinct c.row_id
from person_row as p
inner join cleaned as c on p.row_id = c.row_id
inner join person_row as q on p.root = q.root and p.row_id <> q.row_id
inner join cleaned as d on q.row_id = d.row_id
where
    c.number_key <> d.number_key
    and d.number_key <> ''
    and (c.tenancy_from < d.tenancy_from or (c.tenancy_to is not null and d.tenancy_to is null))
    and coalesce(c.tenancy_to >= d.tenancy_to, false) = false;
