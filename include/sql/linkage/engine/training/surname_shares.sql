-- How common every part of a surname is.
-- Grain: one row per part. Engine: DuckDB. Reads: cleaned. Caller: linkage.training.train
select part, count(*) / (select count(*) from cleaned) as share
from (select unnest(names) as part from cleaned)
group by part
