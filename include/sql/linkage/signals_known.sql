-- How many of these signals exist.
-- Grain: one row. Parameters: ids bigint[]. Caller: linkage.decide
select count(*) as signals
from core.signal as s
where s.signal_id = any(cast(:ids as bigint[]));
