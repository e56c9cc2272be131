-- Remember in which shape and by what signals were linked, so that only changed ones are looked at again.
-- Grain: one row per signal. Parameters: ids bigint[], versions text[] (a version for each id). Caller: linkage.store
insert into core.linked_signal (signal_id, fingerprint, model_version)
select
    s.signal_id,
    core.linkage_fingerprint(s),
    v.version
from unnest(cast(:ids as bigint[]), cast(:versions as text[])) as v (signal_id, version)
inner join core.signal as s on v.signal_id = s.signal_id
order by s.signal_id
on conflict (signal_id) do update
set fingerprint = excluded.fingerprint, model_version = excluded.model_version
where (core.linked_signal.fingerprint, core.linked_signal.model_version)
    <> (excluded.fingerprint, excluded.model_version);
