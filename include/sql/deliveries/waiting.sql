-- Deliveries that wait for their check: oldest arrival first, lists before withdrawals of the same day, then by corporation,
-- so that numbers of signals and cases (by which ties fall) do not depend on whose server answered first.
-- Grain: one row per delivery. Params: none. Caller: deliveries.judge
select delivery_id
from raw.delivery
where state = 'fetched'
order by arrived_on, case kind when 'arrears' then 0 else 1 end, corporation, arrived_at, delivery_id;
