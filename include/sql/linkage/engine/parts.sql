-- What each field added to the weight of the pairs of some rows.
-- Grain: one row per pair that is not separate. Engine: DuckDB. Reads: judged, explained. Caller: linkage.engine
select
    j.left_id, j.right_id,
    j.contract, j.mw_contract,
    j.surname_door, j.mw_surname_door, j.mw_tf_adj_surname_door,
    j.born, j.mw_born,
    j.given, j.mw_given, j.mw_tf_adj_given,
    j.contact, j.mw_contact
from judged as j
where
    j.zone <> 'separate'
    and j.left_id in (select row_id from explained)
    and j.right_id in (select row_id from explained)
order by j.left_id, j.right_id
