-- What became of each delivery.
-- Grain: one row per delivery. Params: none. Caller: local.report
select
    d.corporation as corporatie,
    d.reference_on as peildatum,
    case d.kind when 'withdrawal' then 'afmelding' else 'lijst' end as soort,
    case d.state
        when 'accepted' then 'geladen'
        when 'accepted_with_rejected_rows' then 'deels geladen'
        when 'held' then 'vastgehouden'
        when 'refused' then 'geweigerd'
        else 'wacht'
    end as oordeel,
    coalesce(d.reason, '') as code,
    coalesce(d.rows_read, 0) as rijen,
    coalesce(d.rows_rejected, 0) as afgekeurd
from raw.delivery as d
order by d.reference_on, d.kind, d.corporation, d.delivery_id
