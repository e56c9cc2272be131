-- The latest pairs of two corporations that were joined without a person, and still are by that decision.
-- Grain: one row per pair. Params: :at_most integer. Caller: vroegeropaf_airflow.pages.link_figures
select
    d.left_signal_id as left_id,
    d.right_signal_id as right_id,
    a.corporation as left_corporation,
    b.corporation as right_corporation,
    d.decided_at,
    s.weight
from core.link_decision as d
inner join core.signal as a on d.left_signal_id = a.signal_id
inner join core.signal as b on d.right_signal_id = b.signal_id
left join core.pair_score as s on d.left_signal_id = s.left_signal_id and d.right_signal_id = s.right_signal_id
where
    d.layer = 'person'
    and d.zone = 'auto'
    and d.verdict = 'same'
    and a.corporation <> b.corporation
    and not exists (
        select 1
        from core.link_decision as n
        where
            n.left_signal_id = d.left_signal_id
            and n.right_signal_id = d.right_signal_id
            and n.layer = d.layer
            and n.decision_id > d.decision_id
    )
order by d.decision_id desc
limit cast(:at_most as integer);
