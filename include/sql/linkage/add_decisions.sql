-- Append decisions of the rules.
-- Grain: one row per pair and layer. Parameters: layers, verdicts, rules text[]; lefts, rights bigint[] (same length);
-- version text, by_rules text. Caller: linkage.store
insert into core.link_decision (
    layer, left_signal_id, right_signal_id, verdict, zone, rule, model_version, decided_by
)
select
    n.layer, n.left_id, n.right_id, n.verdict, 'auto', n.rule, cast(:version as text), cast(:by_rules as text)
from unnest(
    cast(:layers as text[]), cast(:lefts as bigint[]), cast(:rights as bigint[]),
    cast(:verdicts as text[]), cast(:rules as text[])
) as n (layer, left_id, right_id, verdict, rule)
order by n.layer, n.left_id, n.right_id;
