-- All pairs of two persons with the same email: too rare among arbitrary pairs to be counted in a sample.
-- Grain: one row per pair. Engine: DuckDB. Reads: truth, compared. Caller: linkage.training.train
create or replace table sample as
select '0' as match_key, a.row_id as join_key_l, b.row_id as join_key_r
from compared as a
inner join compared as b on a.email <> '' and a.email = b.email and a.row_id < b.row_id
inner join truth as s on a.row_id = s.row_id
inner join truth as t on b.row_id = t.row_id
where s.person <> t.person and (a.corporation, a.contract_no) <> (b.corporation, b.contract_no);
