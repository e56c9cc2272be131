-- Automatic pairs that are two persons in truth, by the kind of look-alike.
-- Grain: one row per kind. Engine: DuckDB. Reads: said_of, cleaned, truth. Caller: linkage.training.reference
with said as (
    select c.row_id, g.root, t.person, t.alike
    from cleaned as c
    inner join said_of as g on c.shape = g.row_id and g.layer = 'auto'
    inner join truth as t on c.row_id = t.row_id
)

select
    case when a.alike = b.alike then a.alike else 'others' end as kind,
    count(*)
from said as a
inner join said as b on a.root = b.root and a.row_id < b.row_id and a.person <> b.person
group by kind
