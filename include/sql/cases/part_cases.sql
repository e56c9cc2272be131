-- Give cases that were joined their own state back: closed by an outcome of their own, closed with their signals when the
-- case that lived on closed meanwhile, else open.
-- Grain: one row per case. Params: :case_ids bigint[]. Caller: cases.part
update core.household_case as c
set
    closed_on = p.closed_on,
    close_reason = p.close_reason,
    joined_into_case_id = null,
    updated_at = clock_timestamp()
from (
    select
        g.case_id,
        case
            when o.case_id is not null then o.recorded_on
            when k.closed_on is not null and not s.has_open_signal then k.closed_on
        end as closed_on,
        case
            when o.case_id is not null then 'outcome'
            when k.closed_on is not null and not s.has_open_signal then 'signals_ended'
        end as close_reason
    from core.household_case as g
    inner join core.household_case as k on g.joined_into_case_id = k.case_id
    left join core.current_outcome as o on g.case_id = o.case_id
    cross join lateral (
        select coalesce(bool_or(own.ended_on is null), false) as has_open_signal
        from core.case_signal as cs
        inner join core.signal as own on cs.signal_id = own.signal_id
        where cs.case_id = g.case_id
    ) as s
    where g.case_id = any(cast(:case_ids as bigint[]))
) as p
where c.case_id = p.case_id
returning
    c.case_id,
    c.close_reason;
