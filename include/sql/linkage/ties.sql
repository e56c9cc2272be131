-- What binds signals from before: their household and the open questions between them.
-- Grain: one row per signal and tie. Parameters: ids bigint[]. Caller: linkage.link
select
    m.signal_id,
    'household ' || m.household_id as tie
from core.signal_person as m
where m.valid_to is null and m.signal_id = any(cast(:ids as bigint[]))
union all
select
    e.signal_id,
    'question ' || q.left_signal_id || ' ' || q.right_signal_id as tie
from core.link_question as q
cross join lateral (values (q.left_signal_id), (q.right_signal_id)) as e (signal_id)
where q.decision_id is null and e.signal_id = any(cast(:ids as bigint[]))
union all
select
    e.signal_id,
    'word ' || d.left_signal_id || ' ' || d.right_signal_id as tie
from core.link_decision as d
cross join lateral (values (d.left_signal_id), (d.right_signal_id)) as e (signal_id)
where d.zone = 'steward' and e.signal_id = any(cast(:ids as bigint[]))
order by 1, 2;
