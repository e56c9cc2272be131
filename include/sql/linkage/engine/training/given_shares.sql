-- How common every first name is, among the rows that have one.
-- Grain: one row per name. Engine: DuckDB. Reads: cleaned. Caller: linkage.training.train
select given_raw, count(*) / sum(count(*)) over () as share
from cleaned
where given_raw <> ''
group by given_raw
