-- How many pairs of rows are said to be one, how many of these are, and how many are in truth; per layer.
-- Grain: one row per layer. Engine: DuckDB. Reads: said_of (layer, row_id, root), cleaned, truth.
-- Caller: linkage.training.reference
with said as (
    select
        g.layer,
        g.root,
        case when g.layer = 'household' then t.household else t.person end as truth
    from cleaned as c
    inner join said_of as g on c.shape = g.row_id
    inner join truth as t on c.row_id = t.row_id
),

pairs as (
    select layer, 'said' as kind, count(*) as n from said group by layer, root
    union all
    select layer, 'right', count(*) from said group by layer, root, truth
    union all
    select layer, 'true', count(*) from said group by layer, truth
)

select
    layer,
    cast(sum(n * (n - 1) // 2) filter (kind = 'said') as bigint),
    cast(sum(n * (n - 1) // 2) filter (kind = 'right') as bigint),
    cast(sum(n * (n - 1) // 2) filter (kind = 'true') as bigint)
from pairs
group by layer
