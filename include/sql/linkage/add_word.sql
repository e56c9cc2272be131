-- Append a steward's decision on a pair.
-- Grain: one row. Parameters: layer, verdict, decided_by, reason text; left, right bigint. Caller: linkage.decide
insert into core.link_decision (
    layer, left_signal_id, right_signal_id, verdict, zone, rule, model_version, decided_by, reason
)
values (
    cast(:layer as text), cast(:left as bigint), cast(:right as bigint), cast(:verdict as text),
    'steward', 'steward', '', cast(:decided_by as text), cast(:reason as text)
)
returning decision_id;
