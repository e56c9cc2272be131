-- Close the question of a pair with its answer, or open it again (decision_id null).
-- Grain: one row. Parameters: left bigint, right bigint, decision_id bigint or null. Caller: linkage.decide
update core.link_question
set
    decision_id = cast(:decision_id as bigint),
    asked_at = case when cast(:decision_id as bigint) is null then clock_timestamp() else asked_at end,
    postponed_until = case when cast(:decision_id as bigint) is null then null else postponed_until end,
    postponed_by = case when cast(:decision_id as bigint) is null then null else postponed_by end
where left_signal_id = cast(:left as bigint) and right_signal_id = cast(:right as bigint);
