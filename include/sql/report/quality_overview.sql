-- Deliveries for the overview: those that wait for an answer, then the latest of each corporation, then the rest.
-- Grain: one row per delivery. Params: :at_most, :skipped integers. Caller: vroegeropaf_airflow.pages.quality_figures
select
    d.delivery_id,
    d.corporation,
    d.kind,
    d.reference_on,
    d.arrived_at,
    d.state as verdict,
    d.reason as reason_code,
    d.rows_read,
    d.rows_accepted,
    d.rows_rejected,
    d.state = 'held' and x.delivery_id is null as is_waiting,
    row_number() over (partition by d.corporation order by d.arrived_at desc, d.delivery_id desc) = 1 as is_latest
from raw.delivery as d
left join core.delivery_decision as x on d.delivery_id = x.delivery_id
order by is_waiting desc, is_latest desc, d.arrived_at desc, d.delivery_id desc
limit cast(:at_most as integer) offset cast(:skipped as integer);
