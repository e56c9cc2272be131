-- For whom the sent visits still to come are made: the corporations with an open signal in their case.
-- Grain: one row per sent visit whose case has an open signal. Params: :now instant. Caller: planning.call_off
select
    v.visit_id,
    v.team,
    array_agg(distinct s.corporation order by s.corporation) as corporations
from core.visit as v
join core.household_case as own on v.case_id = own.case_id
join core.case_signal as cs on cs.case_id = coalesce(own.joined_into_case_id, own.case_id)
join core.signal as s on cs.signal_id = s.signal_id and s.ended_on is null
where v.state = 'sent' and v.starts_at > :now
group by v.visit_id, v.team;
