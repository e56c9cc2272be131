-- Held cases with a file at the bailiff of which the steward was asked on or before :asked_until and gave no word.
-- Grain: one row per case. Params: :asked_until date. Caller: escalation.follow_ups
select
    c.case_id,
    c.case_no,
    c.municipality,
    c.bailiff_on,
    c.is_bailiff_estimated,
    c.hold_reason,
    asked.asked_on
from core.household_case as c
join (
    select
        e.case_id,
        e.detail ->> 'hold_reason' as hold_reason,
        max(cast(e.detail ->> 'asked_on' as date)) as asked_on
    from core.case_event as e
    where e.kind = 'steward_asked'
    group by e.case_id, e.detail ->> 'hold_reason'
) as asked on c.case_id = asked.case_id and c.hold_reason = asked.hold_reason
where
    c.closed_on is null
    and asked.asked_on <= cast(:asked_until as date)
    and (
        c.hold_reason = 'bailiff_file'
        or exists (
            select 1
            from core.case_signal as cs
            join core.signal as s on cs.signal_id = s.signal_id
            where cs.case_id = c.case_id and s.ended_on is null and s.has_bailiff_file
        )
    )
order by c.case_id;
