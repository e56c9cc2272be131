-- Which list a code asks about.
-- Grain: one row or none. Params: :token_hash text. Caller: portal.absence_form
select
    f.delivery_id,
    f.expires_on,
    d.corporation,
    d.reference_on
from core.absence_form as f
inner join raw.delivery as d on f.delivery_id = d.delivery_id
where f.token_hash = :token_hash;
