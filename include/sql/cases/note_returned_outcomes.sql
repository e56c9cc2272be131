-- A case that got its outcome back was closed when the case that it was joined into was.
-- Grain: one row per case. Params: :case_ids, :into_case_ids bigint[] (same length). Caller: cases.part
insert into core.case_event (case_id, kind, detail, happened_at)
select distinct on (n.case_id)
    n.case_id,
    e.kind,
    e.detail,
    e.happened_at
from unnest(cast(:case_ids as bigint[]), cast(:into_case_ids as bigint[])) as n (case_id, into_case_id)
inner join core.case_event as e
    on n.into_case_id = e.case_id and e.kind = 'closed' and e.detail ->> 'reason' = 'outcome'
order by n.case_id, e.event_id desc;
