-- How many questions wait for a steward, put-off ones aside, and how long the oldest does. Both by the clock of the
-- database, which also stamped them.
-- Grain: one row. Parameters: now timestamptz (ends a postponement). Caller: linkage.reminders
select
    count(*) as questions,
    max(clock_timestamp() - q.asked_at) as longest
from core.link_question as q
where
    q.decision_id is null
    and (q.postponed_until is null or q.postponed_until <= cast(:now as timestamptz));
