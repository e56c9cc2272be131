-- Keep scored pairs with what each field added.
-- Grain: one row per pair. Parameters: records jsonb array, version text. Caller: linkage.store
insert into core.pair_score (left_signal_id, right_signal_id, zone, rule, guard, weight, parts, model_version)
select
    r.left_id, r.right_id, r.zone, r.rule, r.guard, r.weight, r.parts, cast(:version as text)
from jsonb_to_recordset(cast(:records as jsonb)) as r (
    left_id bigint, right_id bigint, zone text, rule text, guard text, weight double precision, parts jsonb
)
order by r.left_id, r.right_id;
