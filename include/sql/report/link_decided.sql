-- The latest decisions of people on pairs; only the last one on a pair can be undone.
-- Grain: one row per decision. Params: :at_most integer. Caller: vroegeropaf_airflow.pages.link_figures
select
    d.decision_id,
    d.left_signal_id as left_id,
    d.right_signal_id as right_id,
    a.corporation as left_corporation,
    b.corporation as right_corporation,
    d.verdict,
    d.decided_by,
    d.decided_at,
    d.verdict <> 'undo' and not exists (
        select 1
        from core.link_decision as n
        where
            n.left_signal_id = d.left_signal_id
            and n.right_signal_id = d.right_signal_id
            and n.layer = d.layer
            and n.decision_id > d.decision_id
    ) as can_undo
from core.link_decision as d
inner join core.signal as a on d.left_signal_id = a.signal_id
inner join core.signal as b on d.right_signal_id = b.signal_id
where d.layer = 'person' and d.zone = 'steward'
order by d.decision_id desc
limit cast(:at_most as integer);
