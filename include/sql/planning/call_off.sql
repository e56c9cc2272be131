-- Call off booked visits of cases that closed, were settled, wait for a steward's word, or moved to another place than the
-- visit was planned to; sent visits of a team whose member has leave, or that goes for none of the corporations that still
-- have a claim (its people may not see another's); and of a household whose cases were joined all sent
-- visits but the first: it gets one visit.
-- A sent visit that already began stays: the team may have been at the door, and its form counts.
-- Grain: one row per visit called off.
-- Params: :now instant, :absent_ids bigint[] (visits whose team cannot come), :foreign_ids bigint[] (visits whose team goes for
-- none of the corporations). Caller: planning.call_off
with booked as (
    select
        v.visit_id,
        v.state,
        v.starts_at,
        c.case_id,
        c.closed_on,
        c.hold_reason,
        c.case_id <> v.case_id as is_joined,
        v.state = 'sent' and v.visit_id = any(cast(:absent_ids as bigint[])) as is_absent,
        v.state = 'sent' and v.visit_id = any(cast(:foreign_ids as bigint[])) as is_foreign,
        coalesce((v.municipality, v.postcode4) <> (c.municipality, c.postcode4), false) as is_elsewhere,
        exists (select 1 from core.current_outcome as o where o.case_id = c.case_id) as is_settled
    from core.visit as v
    join core.household_case as own on v.case_id = own.case_id
    join core.household_case as c on c.case_id = coalesce(own.joined_into_case_id, own.case_id)
    where v.state = 'planned' or (v.state = 'sent' and v.starts_at > :now)
),

judged as (
    select
        booked.*,
        state = 'sent'
        and row_number() over (
            partition by case_id, state, is_elsewhere, is_absent, is_foreign
            order by starts_at, visit_id
        ) > 1 as is_second
    from booked
)

update core.visit as v
set
    state = 'called_off',
    called_off_at = :now,
    calendar_sequence = v.calendar_sequence + 1,
    call_off_reason = case
        when b.closed_on is not null then 'case_closed'
        when b.hold_reason is not null then 'case_on_hold'
        when b.is_settled then 'case_settled'
        when b.is_elsewhere then 'case_moved'
        when b.is_absent then 'team_on_leave'
        when b.is_foreign then 'other_corporation'
        else 'case_joined'
    end
from judged as b, core.household_case as c
where
    v.visit_id = b.visit_id
    and c.case_id = v.case_id
    and (
        b.closed_on is not null
        or b.hold_reason is not null
        or b.is_settled
        or b.is_elsewhere
        or b.is_absent
        or b.is_foreign
        or b.is_second
        or (b.is_joined and v.state = 'planned')
    )
returning
    v.visit_id,
    v.case_id,
    c.case_no,
    coalesce(v.municipality, c.municipality) as municipality,
    coalesce(v.postcode4, c.postcode4) as postcode4,
    v.team,
    v.visit_on,
    v.starts_at,
    v.service_minutes,
    v.calendar_uid,
    v.calendar_sequence,
    v.sent_at is not null as was_sent;
