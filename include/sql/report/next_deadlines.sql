-- Open cases without anyone reached, the nearest bailiff date first.
-- Grain: one row per case. Params: :at_most integer. Caller: vroegeropaf_airflow.pages.figures
select
    d.case_no,
    d.municipality,
    d.bailiff_on,
    d.is_bailiff_estimated,
    d.last_visit_by_on,
    d.is_crisis,
    d.hold_reason,
    d.booked_on,
    d.booked_day_part
from report.next_deadline as d
where not d.is_reached
order by d.bailiff_on, d.case_no
limit cast(:at_most as integer);
