-- What the corporations delivered in one month.
-- Grain: one row per delivery. Params: :month date (its first day). Caller: vroegeropaf_airflow.pages.figures
select
    d.delivery_id,
    d.corporation,
    d.kind,
    d.reference_on,
    d.arrived_on,
    d.verdict,
    d.reason_code,
    d.rows_read,
    d.rows_accepted,
    d.rows_rejected
from report.delivery as d
where d.arrived_on >= cast(:month as date) and d.arrived_on < cast(:month as date) + interval '1 month'
order by d.corporation, d.reference_on desc, d.delivery_id desc;
