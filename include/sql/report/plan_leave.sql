-- Leave that is not over and was not taken back.
-- Grain: one row per leave.
-- Params: :today date. Caller: vroegeropaf_airflow.pages.planning_figures
select
    l.member,
    l.from_on,
    l.to_on,
    l.day_part,
    l.entered_by
from core.member_leave as l
where
    l.withdrawn_at is null
    and l.to_on >= cast(:today as date)
order by l.from_on, l.to_on, l.member, l.day_part nulls first;
