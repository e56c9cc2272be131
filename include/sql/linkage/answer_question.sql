-- Close the question of a pair with its answer, or open it again (decision_id null).
-- Grain: one row. Parameters: left bigint, right bigint, decision_id bigint or null. Caller: linkage.decide
update core.link_question
set decision_id = cast(:decision_id as bigint)
where left_signal_id = cast(:left as bigint) and right_signal_id = cast(:right as bigint);
