-- Deliveries that wait for a steward, and how many doubtful links do.
-- Grain: one row per held delivery without an answer, and one row without a delivery for the links (if any).
-- Caller: vroegeropaf_airflow.pages.figures
select
    d.delivery_id,
    d.corporation,
    d.reference_on,
    d.reason as reason_code,
    cast(1 as bigint) as question_count
from raw.delivery as d
where
    d.state = 'held'
    and not exists (select 1 from core.delivery_decision as x where x.delivery_id = d.delivery_id)
union all
select
    null,
    null,
    null,
    null,
    count(*)
from core.link_question as q
where q.decision_id is null
having count(*) > 0
order by 3 nulls last, 2;
