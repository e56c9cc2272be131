-- A person that signals bear again is no alias any more.
-- Grain: one row per alias. Parameters: borne bigint[]. Caller: linkage.store
delete from core.person_alias
where alias_id = any(cast(:borne as bigint[]));
