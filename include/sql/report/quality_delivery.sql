-- One delivery: whose, the verdict, the answer that was given, and which list took its place or gave way.
-- Grain: one row or none. Params: :delivery_id. Caller: vroegeropaf_airflow.pages.quality_figures
select
    d.delivery_id,
    d.corporation,
    d.kind,
    d.file_name,
    d.reference_on,
    d.arrived_at,
    d.judged_at,
    d.state as verdict,
    d.reason as reason_code,
    d.rows_read,
    d.rows_accepted,
    d.rows_rejected,
    d.state = 'held' and x.delivery_id is null as is_waiting,
    d.replaces_delivery_id,
    d.undone_at,
    x.answer,
    x.decided_by,
    x.decided_at,
    (
        select max(c.delivery_id)
        from raw.delivery as c
        where
            c.replaces_delivery_id = d.delivery_id
            and c.undone_at is null
            and c.state in ('accepted', 'accepted_with_rejected_rows')
    ) as replaced_by_id
from raw.delivery as d
left join core.delivery_decision as x on d.delivery_id = x.delivery_id
where d.delivery_id = cast(:delivery_id as bigint);
