-- The days that the lists of each corporation describe; a refused list does not count as one that came.
-- Grain: one row per corporation and reference date. Params: none. Caller: deliveries.lateness
select corporation, reference_on, bool_or(state <> 'refused') as has_come
from raw.delivery
where kind = 'arrears'
group by corporation, reference_on
order by corporation, reference_on;
