-- Which cases without a visit were due, and what each week lacked in capacity.
alter table core.unassigned add column is_due boolean;
comment on column core.unassigned.is_due is 'the last day of the visit lay inside the days of the plan; null for plans from before';

create view report.capacity_week as
with last_plan as (
    -- a run that kept the plan of the day before says nothing about capacity: it wrote down no case
    select distinct on (r.today)
        r.plan_run_id,
        r.today,
        cast(r.objective ->> 'due' as integer) as due,
        cast(r.objective ->> 'due_visited' as integer) as due_visited,
        cast(r.bound ->> 'due' as integer) as due_most
    from core.plan_run as r
    where
        r.outcome = 'planned'
        or exists (select 1 from core.unassigned as u where u.plan_run_id = r.plan_run_id)
    order by r.today, r.plan_run_id desc
),

left_over as (
    select
        p.today,
        u.case_id,
        u.reason
    from last_plan as p
    join core.unassigned as u on p.plan_run_id = u.plan_run_id
    where u.is_due
),

day as (
    select
        date_trunc('week', p.today)::date as week_on,
        p.today,
        p.due,
        p.due_visited,
        p.due_most,
        (select count(*) from left_over as l where l.today = p.today and l.reason = 'no_capacity') as due_short,
        (
            select count(*)
            from left_over as l
            where l.today = p.today and l.reason in ('no_eligible_team', 'no_shift_before_deadline', 'no_location')
        ) as due_unreachable
    from last_plan as p
),

worst as (
    select distinct on (d.week_on) d.*
    from day as d
    order by d.week_on, d.due_short desc, d.today desc
)

select
    w.week_on,
    (select count(*) from day as d where d.week_on = w.week_on) as days_planned,
    (select count(*) from day as d where d.week_on = w.week_on and d.due_short > 0) as days_short,
    (
        select count(distinct l.case_id)
        from left_over as l
        where l.reason = 'no_capacity' and date_trunc('week', l.today)::date = w.week_on
    ) as cases_short,
    w.today as worst_on,
    w.due,
    w.due_visited,
    w.due_most,
    w.due_short,
    w.due_unreachable
from worst as w;
comment on view report.capacity_week is
'One row per week (its Monday) in which was planned, after the last plan of each day. Due: the last day of the visit lies '
'inside the plan. days_short and cases_short: days on which, and cases for which, the teams had no place. The rest is of '
'the day that lacked most: due cases, how many have a visit, how many these teams can reach at most (proven; null for '
'plans from before), how many lacked a place, and how many had no team, no day part in time or no known area.';
