-- Book new visits; the calendar UID follows from the id, so that it stays the same for good.
-- Grain: one row per element of the arrays, in their order.
-- Params: :plan_run_id, :service_minutes, arrays :case_ids, :attempt_nos, :teams, :days, :day_parts, :starts, :municipalities,
-- :postcode4s.
-- Caller: planning.store
insert into core.visit (
    visit_id, case_id, plan_run_id, attempt_no, team, visit_on, day_part, starts_at, municipality, postcode4,
    service_minutes, calendar_uid
)
overriding system value
select
    numbered.visit_id,
    numbered.case_id,
    cast(:plan_run_id as bigint),
    numbered.attempt_no,
    numbered.team,
    numbered.visit_on,
    numbered.day_part,
    numbered.starts_at,
    numbered.municipality,
    numbered.postcode4,
    cast(:service_minutes as integer),
    'visit-' || numbered.visit_id || '@vroegeropaf'
from (
    select
        nextval(pg_get_serial_sequence('core.visit', 'visit_id')) as visit_id,
        wanted.*
    from unnest(
        cast(:case_ids as bigint[]),
        cast(:attempt_nos as integer[]),
        cast(:teams as text[]),
        cast(:days as date[]),
        cast(:day_parts as text[]),
        cast(:starts as timestamptz[]),
        cast(:municipalities as text[]),
        cast(:postcode4s as text[])
    ) as wanted (case_id, attempt_no, team, visit_on, day_part, starts_at, municipality, postcode4)
) as numbered;
