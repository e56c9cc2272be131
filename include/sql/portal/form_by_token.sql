-- What the visit form needs to know, without personal data: the visit, and the answer that was given last, if any.
-- Grain: one row per token hash.
-- Params: :token_hash text. Caller: portal.form
select
    t.team,
    t.expires_on,
    v.visit_id,
    v.team as visit_team,
    v.visit_on,
    v.day_part,
    v.attempt_no,
    v.state,
    c.case_no,
    a.is_reached,
    a.recorded_at,
    o.end_result,
    o.pilot_outcome,
    exists (
        select 1
        from core.attempt as card
        where card.visit_id = v.visit_id and card.kind = 'kaartje'
    ) as has_card
from core.form_token as t
join core.visit as v on v.visit_id = t.visit_id
join core.household_case as c on c.case_id = v.case_id
left join lateral (
    select last.attempt_id, last.is_reached, last.recorded_at
    from core.attempt as last
    where last.visit_id = v.visit_id and last.kind = 'huisbezoek'
    order by last.attempt_id desc
    limit 1
) as a on true
left join core.outcome as o on o.attempt_id = a.attempt_id
where t.token_hash = :token_hash;
