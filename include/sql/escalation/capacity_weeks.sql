-- Weeks that are over in which due cases had no place because the teams were full, earliest first.
-- Grain: one row per week. Params: :since_on, :before_on date (Mondays; the first included). Caller: escalation.capacity
select
    w.week_on,
    w.days_short,
    w.cases_short,
    w.worst_on,
    w.due,
    w.due_visited,
    w.due_most,
    w.due_unreachable
from report.capacity_week as w
where
    w.days_short > 0
    and w.week_on >= cast(:since_on as date)
    and w.week_on < cast(:before_on as date)
order by w.week_on;
