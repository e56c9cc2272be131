-- Signals that linkage looks at: open ones, those that ended lately, and all that share a household with them.
-- Grain: one row per signal; is_fresh: never linked in this shape by this version of the rules.
-- Parameters: closed_since date, version text. Caller: linkage.link
with pool as (
    select s.signal_id
    from core.signal as s
    where s.ended_on is null or s.ended_on >= cast(:closed_since as date)
),

kin as (
    select m.signal_id
    from core.signal_person as m
    where
        m.valid_to is null
        and m.household_id in (
            select o.household_id
            from core.signal_person as o
            inner join pool as p on o.signal_id = p.signal_id
            where o.valid_to is null
        )
)

select
    s.signal_id,
    s.corporation,
    s.contract_no,
    s.tenant_no,
    s.initials,
    s.first_name,
    s.surname,
    s.born_on,
    s.postcode,
    s.house_number,
    s.house_letter,
    s.house_addition,
    s.phone,
    s.email,
    s.tenancy_from,
    s.tenancy_to,
    s.ended_on is null as is_open,
    l.signal_id is null
    or l.model_version <> cast(:version as text)
    or l.fingerprint <> core.linkage_fingerprint(s) as is_fresh
from core.signal as s
left join core.linked_signal as l on s.signal_id = l.signal_id
where s.signal_id in (select p.signal_id from pool as p union select k.signal_id from kin as k)
order by s.signal_id;
