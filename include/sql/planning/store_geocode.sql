-- Remember where a front door is, or that the geocoder does not know it; a new answer takes the place of the old one.
-- Grain: one row of core.geocode.
-- Params: :door, :latitude, :longitude, :precision, :source, :today. Caller: planning.geocode
insert into core.geocode (door, latitude, longitude, "precision", source, looked_up_on)
values (:door, :latitude, :longitude, :precision, :source, :today)
on conflict (door) do update
set
    -- a door that the geocoder forgot did not move
    latitude = coalesce(excluded.latitude, geocode.latitude),
    longitude = coalesce(excluded.longitude, geocode.longitude),
    "precision" = case
        when excluded.latitude is null and geocode.latitude is not null then geocode.precision else excluded.precision
    end,
    source = excluded.source,
    looked_up_on = excluded.looked_up_on;
