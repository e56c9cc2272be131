-- Faults of the rows of a delivery in the order of the file, with the cell that each speaks of; of a purged row none.
-- Grain: one row per record, rule and column. Params: :delivery_id, :rule text or null, :at_most, :skipped integers.
-- Caller: vroegeropaf_airflow.pages.quality_rows
select
    f.record_no,
    r.line_no,
    r.is_accepted,
    f.rule_code,
    f.column_name,
    f.severity,
    r.fields is null as is_purged,
    r.fields ->> 'contractnummer' as contract_no,
    r.fields ->> f.column_name as cell
from raw.row_fault as f
join raw.delivered_row as r on f.delivery_id = r.delivery_id and f.record_no = r.record_no
where
    f.delivery_id = cast(:delivery_id as bigint)
    and (cast(:rule as text) is null or f.rule_code = cast(:rule as text))
order by
    f.record_no, array_position(array['critical', 'warning', 'info'], f.severity), f.rule_code, f.column_name
limit cast(:at_most as integer) offset cast(:skipped as integer);
