-- The delivery that these bytes became for this day: the last one when they came more than once.
-- Grain: one row or none. Params: :corporation, :kind, :reference_on, :sha256. Caller: deliveries.intake
select delivery_id
from raw.delivery
where corporation = :corporation and kind = :kind and reference_on = :reference_on and sha256 = :sha256
order by delivery_id desc
limit 1;
