-- Cases that were joined into one whose household is another one now: the link between them was undone.
-- Grain: one row per joined case. Params: none. Caller: cases.part
select
    g.case_id,
    g.joined_into_case_id as into_case_id,
    own.household_id
from core.household_case as g
inner join core.case_home as own on g.case_id = own.case_id
inner join core.case_home as other on g.joined_into_case_id = other.case_id
where
    g.close_reason = 'joined'
    and own.household_id <> other.household_id
    and not exists (
        select 1
        from core.household_case as newer
        where newer.household_id = g.household_id and newer.closed_on is null
    )
order by g.case_id;
