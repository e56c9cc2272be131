-- Front doors of open cases that a geocoder must be asked about: unknown, or known for too long.
-- Grain: one row per door; unknown ones first, then by the nearest deadline.
-- Params: :known_since date (a place found before it is asked again), :missed_since date (the same for one not found),
--         :most. Caller: planning.geocode
select
    d.door,
    min(c.postcode4) as postcode4
from core.case_door as d
join core.household_case as c on d.case_id = c.case_id
left join core.geocode as g on d.door = g.door
where
    g.door is null
    or g.looked_up_on < case when g.latitude is null then cast(:missed_since as date) else cast(:known_since as date) end
group by d.door, g.door
order by g.door is not null, min(c.last_visit_by_on), d.door
limit :most;
