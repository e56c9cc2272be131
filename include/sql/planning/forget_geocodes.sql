-- Forget places of doors that no open case has any more, once they would have to be asked again.
-- Grain: rows of core.geocode.
-- Params: :known_since date. Caller: planning.geocode
delete from core.geocode as g
where
    g.looked_up_on < :known_since
    and not exists (select 1 from core.case_door as d where d.door = g.door);
