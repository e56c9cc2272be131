-- Remember in which shape signals were linked, so that only changed ones are looked at again.
-- Grain: one row per signal. Parameters: ids bigint[], version text. Caller: linkage.store
insert into core.linked_signal (signal_id, fingerprint, model_version)
select
    s.signal_id,
    core.linkage_fingerprint(s),
    cast(:version as text)
from core.signal as s
where s.signal_id = any(cast(:ids as bigint[]))
order by s.signal_id
on conflict (signal_id) do update
set fingerprint = excluded.fingerprint, model_version = excluded.model_version
where (core.linked_signal.fingerprint, core.linked_signal.model_version)
    <> (excluded.fingerprint, excluded.model_version);
