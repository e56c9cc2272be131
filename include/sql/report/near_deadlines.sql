-- How many open cases without anyone reached have a bailiff date up to a day, and how many of them lack a visit.
-- Grain: one row. Params: :until_on date. Caller: vroegeropaf_airflow.pages.figures
select
    count(*) as open_cases,
    count(*) filter (where not d.is_reached and d.bailiff_on <= cast(:until_on as date)) as near,
    count(*) filter (where not d.is_reached and d.bailiff_on <= cast(:until_on as date) and d.booked_on is null) as near_unbooked,
    count(*) filter (where d.booked_on is not null) as booked
from report.next_deadline as d;
