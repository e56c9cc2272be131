-- Judged pairs of the product with the truth: the zone, whether the guards leave it to the weight, the weights.
-- Grain: one row per pair. Engine: DuckDB. Reads: judged, truth. Caller: bench_linkage_quality
select
    j.zone,
    j.guard in ('', 'weight_low') as is_free,
    if(j.rule = 'returning_contract' and j.guard = '', 999.0, j.bare_weight) as bare_weight,
    j.weight,
    s.person = t.person as is_true
from judged as j
inner join truth as s on j.left_id = s.row_id
inner join truth as t on j.right_id = t.row_id;
