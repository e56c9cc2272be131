-- Signals that linkage looks at: open ones, those that ended lately, and all that share a household with them.
-- Grain: one row per signal; linked_by: the version that linked it in this shape, null when none did.
-- Parameters: closed_since date. Caller: linkage.link
with pool as (
    select s.signal_id
    from core.signal as s
    where s.ended_on is null or s.ended_on >= cast(:closed_since as date)
),

-- what came before of the same contract, and what a steward spoke of: a word holds however long ago it was
spoken as (
    select e.signal_id
    from core.signal as s
    inner join pool as p on s.signal_id = p.signal_id
    inner join core.signal as e
        on e.corporation = s.corporation and e.contract_no = s.contract_no and e.tenant_no = s.tenant_no
    union
    select unnest(array[d.left_signal_id, d.right_signal_id])
    from core.link_decision as d
    where d.zone = 'steward'
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
    r.*,
    s.ended_on is null as is_open,
    case when l.fingerprint = core.linkage_fingerprint(s) then l.model_version end as linked_by
from core.linkage_row as r
inner join core.signal as s on r.row_id = s.signal_id
left join core.linked_signal as l on s.signal_id = l.signal_id
where s.signal_id in (
    select p.signal_id from pool as p
    union
    select k.signal_id from kin as k
    union
    select w.signal_id from spoken as w
)
order by s.signal_id;
