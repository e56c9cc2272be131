-- Pairs of signals that are one person by the latest word on them, of a steward or of the model; two contracts only: a
-- contract that returns teaches nothing.
-- Grain: one row per pair. Parameters: none. Caller: linkage.training.decided
with latest as (
    select distinct on (d.left_signal_id, d.right_signal_id) d.*
    from core.link_decision as d
    where d.layer = 'person'
    order by d.left_signal_id, d.right_signal_id, d.decision_id desc
)

select
    l.left_signal_id,
    l.right_signal_id
from latest as l
inner join core.signal as a on l.left_signal_id = a.signal_id
inner join core.signal as b on l.right_signal_id = b.signal_id
where l.verdict = 'same' and (a.corporation, a.contract_no) <> (b.corporation, b.contract_no)
order by l.left_signal_id, l.right_signal_id;
