-- Files in inboxes that never became a delivery, and why.
-- Grain: one row per file. Params: :at_most integer. Caller: vroegeropaf_airflow.pages.quality_figures
select
    l.corporation,
    l.file_name,
    l.refused_code,
    l.first_seen_at
from raw.file_look as l
where l.refused_code is not null
order by l.first_seen_at desc, l.corporation, l.file_name
limit cast(:at_most as integer);
