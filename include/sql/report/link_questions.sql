-- Open questions whether two signals are one person: the oldest first, what was put off at the end. No data of a person.
-- Grain: one row per question. Params: :now timestamptz (ends a postponement), :at_most, :skipped integer.
-- Caller: vroegeropaf_airflow.pages.link_figures
select
    q.left_signal_id as left_id,
    q.right_signal_id as right_id,
    a.corporation as left_corporation,
    b.corporation as right_corporation,
    q.guard,
    s.rule,
    s.weight,
    cast(clock_timestamp() at time zone 'Europe/Amsterdam' as date)
    - cast(q.asked_at at time zone 'Europe/Amsterdam' as date) as days_waiting,
    case when q.postponed_until > cast(:now as timestamptz) then q.postponed_until end as later_at,
    count(*) over () as questions,
    count(*) filter (where q.postponed_until > cast(:now as timestamptz)) over () as put_off
from core.link_question as q
inner join core.signal as a on q.left_signal_id = a.signal_id
inner join core.signal as b on q.right_signal_id = b.signal_id
left join core.pair_score as s on q.left_signal_id = s.left_signal_id and q.right_signal_id = s.right_signal_id
where q.decision_id is null
order by coalesce(q.postponed_until > cast(:now as timestamptz), false), q.asked_at, q.left_signal_id, q.right_signal_id
limit cast(:at_most as integer) offset cast(:skipped as integer);
