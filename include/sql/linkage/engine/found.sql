-- Automatic pairs and questions.
-- Grain: one row per pair. Engine: DuckDB. Reads: judged. Caller: linkage.engine
select left_id, right_id, zone, rule, guard, round(weight, 6) as weight
from judged
where zone <> 'separate'
order by left_id, right_id
