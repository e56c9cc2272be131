-- Leave that holds and touches the days from :from_on to :to_on.
-- Grain: one row per leave.
-- Params: :from_on date, :to_on date. Caller: planning.leave
select
    l.member,
    l.from_on,
    l.to_on,
    l.day_part
from core.member_leave as l
where
    l.withdrawn_at is null
    and l.from_on <= cast(:to_on as date)
    and l.to_on >= cast(:from_on as date)
order by l.leave_id;
