-- Unsent visits of the last plan before :since_on that a later plan moved, or left without a place.
-- `new_*` null: without a place; `reason` then says why. `has_news`: something about the case itself changed meanwhile.
-- Grain: one row per case. A case that had no visit then is new, not moved.
-- Params: :since_on date. Caller: vroegeropaf_airflow.pages.planning_figures
with base as (
    select
        r.plan_run_id,
        r.planned_at
    from core.plan_run as r
    where r.today < cast(:since_on as date)
    order by r.plan_run_id desc
    limit 1
),

latest as (
    select max(r.plan_run_id) as plan_run_id
    from core.plan_run as r
    where
        r.outcome = 'planned'
        or exists (select 1 from core.unassigned as own where own.plan_run_id = r.plan_run_id)
),

given_up as (
    select distinct on (v.case_id) v.*
    from core.visit as v
    join base on v.plan_run_id <= base.plan_run_id
    where v.state in ('planned', 'sent', 'done', 'called_off', 'superseded')
    order by v.case_id, v.visit_id desc
)

select
    c.case_no,
    c.municipality,
    was.team as old_team,
    was.visit_on as old_on,
    was.day_part as old_part,
    was.starts_at as old_starts_at,
    new.team as new_team,
    new.visit_on as new_on,
    new.day_part as new_part,
    new.starts_at as new_starts_at,
    u.reason,
    coalesce(was.postcode4 <> new.postcode4, false) as is_elsewhere,
    exists (
        select 1
        from core.case_event as e
        where
            e.case_id = c.case_id
            and e.kind in ('terms_changed', 'joined', 'signal_added', 'signal_moved')
            and e.happened_at > base.planned_at
    ) as has_news
from given_up as was
cross join base
cross join latest
join core.household_case as c on was.case_id = c.case_id and c.closed_on is null
left join core.visit as new on was.case_id = new.case_id and new.state in ('planned', 'sent')
left join core.unassigned as u on latest.plan_run_id = u.plan_run_id and was.case_id = u.case_id
where
    was.state = 'superseded'
    and (
        (new.visit_id is not null and (new.team, new.starts_at) <> (was.team, was.starts_at))
        or (new.visit_id is null and u.reason is not null)
    )
    and not exists (
        select 1
        from core.unassigned as before
        where before.plan_run_id = base.plan_run_id and before.case_id = was.case_id
    )
order by coalesce(new.starts_at, was.starts_at), c.case_no;
