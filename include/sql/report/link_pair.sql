-- What is known of a pair: its question, its score, the latest decision. A pair that linkage never looked at has no row.
-- Grain: one row or none. Params: :left, :right bigint, :now timestamptz.
-- Caller: vroegeropaf_airflow.pages.link_figures
select
    p.left_id,
    p.right_id,
    q.asked_at is not null and q.decision_id is null as is_open,
    q.asked_at,
    case when q.postponed_until > cast(:now as timestamptz) then q.postponed_until end as later_at,
    q.postponed_by,
    coalesce(nullif(q.guard, ''), s.guard, '') as guard,
    s.rule,
    s.weight,
    s.parts,
    d.decision_id,
    d.verdict,
    d.zone,
    d.decided_by,
    d.decided_at,
    d.reason
from (select cast(:left as bigint) as left_id, cast(:right as bigint) as right_id) as p
left join core.link_question as q on p.left_id = q.left_signal_id and p.right_id = q.right_signal_id
left join core.pair_score as s on p.left_id = s.left_signal_id and p.right_id = s.right_signal_id
left join lateral (
    select n.*
    from core.link_decision as n
    where n.layer = 'person' and n.left_signal_id = p.left_id and n.right_signal_id = p.right_id
    order by n.decision_id desc
    limit 1
) as d on true
where q.asked_at is not null or s.weight is not null or d.decision_id is not null;
