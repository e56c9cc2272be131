-- The days that the lists of each corporation describe; a refused list does not count as one that came.
-- Grain: one row per corporation and reference date. Params: none. Caller: deliveries.lateness
select distinct corporation, reference_on
from raw.delivery
where kind = 'arrears' and state <> 'refused'
order by corporation, reference_on;
