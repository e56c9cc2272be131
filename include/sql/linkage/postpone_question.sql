-- Put an open question off; one that was answered meanwhile stays as it is.
-- Grain: one row or none. Parameters: left, right bigint; until timestamptz; by text. Caller: linkage.questions
update core.link_question
set postponed_until = cast(:until as timestamptz), postponed_by = cast(:by as text)
where
    left_signal_id = cast(:left as bigint)
    and right_signal_id = cast(:right as bigint)
    and decision_id is null;
