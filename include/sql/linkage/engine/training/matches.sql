-- Pairs of rows that are one person in truth; a contract that returns teaches nothing, it is the same row again.
-- Grain: one row per pair. Engine: DuckDB. Reads: truth, compared. Caller: linkage.training.train
create or replace table sample as
select '0' as match_key, a.row_id as join_key_l, b.row_id as join_key_r
from truth as a
inner join truth as b on a.person = b.person and a.row_id < b.row_id
inner join compared as c on a.row_id = c.row_id
inner join compared as d on b.row_id = d.row_id
where (c.corporation, c.contract_no) <> (d.corporation, d.contract_no);
