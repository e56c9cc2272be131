-- Take out of the cases that lived on what came along from those that are parted now, and went with them.
-- Grain: one row per case and signal. Params: :case_ids, :into_case_ids, :household_ids bigint[] (same length).
-- Caller: cases.part
delete from core.case_signal as cs
using
    unnest(
        cast(:case_ids as bigint[]), cast(:into_case_ids as bigint[]), cast(:household_ids as bigint[])
    ) as n (case_id, into_case_id, household_id),
    core.signal_person as m
where
    cs.case_id = n.into_case_id
    and m.signal_id = cs.signal_id
    and m.valid_to is null
    and m.household_id = n.household_id
returning
    cs.case_id,
    cs.signal_id;
