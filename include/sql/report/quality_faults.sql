-- Faults of the rows of a delivery in the order of the file, with the cell that each speaks of; of a purged row none.
-- The page is cut out before its rows are looked up: a bad list of a million rows has as many faults.
-- Grain: one row per record, rule and column. Params: :delivery_id, :rule text or null, :at_most, :skipped integers.
-- Caller: vroegeropaf_airflow.pages.quality_rows
with shown as (
    select
        f.delivery_id,
        f.record_no,
        f.rule_code,
        f.column_name,
        f.severity,
        array_position(array['critical', 'warning', 'info'], f.severity) as severity_no
    from raw.row_fault as f
    where
        f.delivery_id = cast(:delivery_id as bigint)
        and (cast(:rule as text) is null or f.rule_code = cast(:rule as text))
    order by f.record_no, severity_no, f.rule_code, f.column_name
    limit cast(:at_most as integer) offset cast(:skipped as integer)
)

select
    s.record_no,
    r.line_no,
    r.is_accepted,
    s.rule_code,
    s.column_name,
    s.severity,
    r.fields is null as is_purged,
    r.fields ->> 'contractnummer' as contract_no,
    r.fields ->> s.column_name as cell
from shown as s
join raw.delivered_row as r on s.delivery_id = r.delivery_id and s.record_no = r.record_no
order by s.record_no, s.severity_no, s.rule_code, s.column_name;
