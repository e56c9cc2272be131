-- Views for pages and for reporting tools (Metabase and the like). Stable and without personal data: no name, address,
-- birth date, amount, contract or file name. A column may be added; none is renamed or removed.
create view report.delivery as
select
    d.delivery_id,
    d.corporation,
    d.kind,
    d.reference_on,
    d.arrived_on,
    d.state as verdict,
    d.reason as reason_code,
    d.rows_read,
    d.rows_accepted,
    d.rows_rejected,
    d.judged_at
from raw.delivery as d;
comment on view report.delivery is
'One row per delivered file: whose, of which day, the verdict on it and its row counts (null when a gate refused the file unread).';

create view report.funnel as
with cohort as (
    select distinct
        date_trunc('month', d.arrived_on)::date as arrived_month,
        r.signal_id
    from core.signal_report as r
    join raw.delivery as d on r.delivery_id = d.delivery_id
),

linked as (
    select
        cohort.arrived_month,
        count(*) as signals,
        count(distinct p.person_id) as persons,
        count(distinct p.household_id) as households
    from cohort
    left join core.signal_person as p on cohort.signal_id = p.signal_id and p.valid_to is null
    group by cohort.arrived_month
),

cohort_case as (
    select distinct
        cohort.arrived_month,
        s.case_id
    from cohort
    join core.case_signal as s on cohort.signal_id = s.signal_id
),

visited as (
    select
        c.arrived_month,
        count(*) as cases,
        count(*) filter (where v.is_planned) as planned,
        count(*) filter (where v.is_sent) as sent,
        count(*) filter (where v.is_done) as visited,
        count(*) filter (where exists (select 1 from core.outcome as o where o.case_id = c.case_id)) as outcomes
    from cohort_case as c
    left join (
        select
            case_id,
            bool_or(state in ('planned', 'sent', 'done')) as is_planned,
            bool_or(state in ('sent', 'done')) as is_sent,
            bool_or(state = 'done') as is_done
        from core.visit
        group by case_id
    ) as v on c.case_id = v.case_id
    group by c.arrived_month
),

delivered as (
    select
        date_trunc('month', arrived_on)::date as arrived_month,
        sum(rows_read) as delivered_rows
    from report.delivery
    where kind = 'arrears'
    group by 1
)

select
    delivered.arrived_month,
    step.step_no,
    step.step,
    coalesce(step.item_count, 0)::bigint as item_count
from delivered
left join linked on delivered.arrived_month = linked.arrived_month
left join visited on delivered.arrived_month = visited.arrived_month
cross join lateral (
    values
    (1, 'delivered_rows', delivered.delivered_rows),
    (2, 'signals', linked.signals),
    (3, 'persons', linked.persons),
    (4, 'households', linked.households),
    (5, 'cases', visited.cases),
    (6, 'planned', visited.planned),
    (7, 'sent', visited.sent),
    (8, 'visited', visited.visited),
    (9, 'outcomes', visited.outcomes)
) as step (step_no, step, item_count);
comment on view report.funnel is
'One row per month of arrival and step, from delivered rows to outcomes. A row that is delivered again in a later month '
'counts there too; every step counts what became of the signals reported in that month, up to now.';

create view report.next_deadline as
select
    c.case_no,
    c.municipality,
    c.bailiff_on,
    c.is_bailiff_estimated,
    c.first_visit_by_on,
    c.last_visit_by_on,
    c.is_crisis,
    c.hold_reason,
    v.visit_on as booked_on,
    v.day_part as booked_day_part,
    exists (
        select 1
        from core.attempt as a
        where
            a.case_id = c.case_id
            and a.is_reached
            and (
                a.visit_id is null
                or not exists (
                    select 1
                    from core.attempt as newer
                    where newer.visit_id = a.visit_id and newer.attempt_id > a.attempt_id
                )
            )
    ) as is_reached
from core.household_case as c
left join core.visit as v on c.case_id = v.case_id and v.state in ('planned', 'sent')
where c.closed_on is null;
comment on view report.next_deadline is
'One row per open case: its bailiff date, the limits of its visits, and the visit that is booked. Sort by bailiff_on.';

create view report.outcome as
select
    date_trunc('month', latest.recorded_on)::date as recorded_month,
    latest.municipality,
    latest.end_result,
    latest.pilot_outcome,
    count(*) as case_count
from (
    select distinct on (o.case_id)
        o.case_id,
        o.recorded_on,
        o.end_result,
        o.pilot_outcome,
        c.municipality
    from core.outcome as o
    join core.household_case as c on o.case_id = c.case_id
    order by o.case_id, o.outcome_id desc
) as latest
group by 1, 2, 3, 4;
comment on view report.outcome is
'One row per month, municipality, end result and pilot outcome: how many cases ended so. A corrected outcome counts once.';
