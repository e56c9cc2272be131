-- Cases that a merge of households closed and whose household stands alone again: the merge was undone.
-- Grain: one row per household, its latest such case. Caller: cases.update
select distinct on (c.household_id)
    c.household_id,
    c.case_id
from core.household_case as c
inner join core.household_case as k on c.joined_into_case_id = k.case_id and k.closed_on is null
left join core.household_alias as a on c.household_id = a.alias_id
left join core.household_alias as b on k.household_id = b.alias_id
where a.alias_id is null and coalesce(b.household_id, k.household_id) <> c.household_id
order by c.household_id, c.case_id desc;
