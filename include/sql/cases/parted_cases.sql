-- Cases that were joined into one whose household is another one now: the link between them was undone.
-- The household of a case is where the earliest of its own signals is (not one that came along in a merge).
-- Grain: one row per joined case. Params: none. Caller: cases.part
with home as (
    select
        c.case_id,
        coalesce(
            (
                select m.household_id
                from core.case_signal as cs
                inner join core.signal_person as m on cs.signal_id = m.signal_id and m.valid_to is null
                where cs.case_id = c.case_id
                order by
                    exists (
                        select 1
                        from core.case_event as e
                        where
                            e.case_id = cs.case_id
                            and e.kind = 'signal_added'
                            and e.detail ->> 'signal_id' = cast(cs.signal_id as text)
                    ),
                    cs.signal_id
                limit 1
            ),
            c.household_id
        ) as household_id
    from core.household_case as c
    where
        c.close_reason = 'joined'
        or exists (select 1 from core.household_case as g where g.joined_into_case_id = c.case_id)
)

select
    g.case_id,
    g.joined_into_case_id as into_case_id,
    own.household_id
from core.household_case as g
inner join home as own on g.case_id = own.case_id
inner join home as other on g.joined_into_case_id = other.case_id
where
    own.household_id <> other.household_id
    and not exists (
        select 1
        from core.household_case as newer
        where newer.household_id = g.household_id and newer.closed_on is null
    )
order by g.case_id;
