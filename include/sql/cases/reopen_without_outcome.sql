-- Reopen cases whose outcome was taken back by a correction, or turned out to be another household's, unless a newer case is
-- open for it.
-- Grain: one row per case. Params: :case_ids bigint[]. Caller: cases.results, cases.part
update core.household_case as c
set closed_on = null, close_reason = null, updated_at = clock_timestamp()
where
    c.case_id = any(cast(:case_ids as bigint[]))
    and c.close_reason = 'outcome'
    and not exists (select 1 from core.current_outcome as o where o.case_id = c.case_id)
    and not exists (
        select 1
        from core.household_case as newer
        where
            newer.closed_on is null
            and (
                newer.household_id = c.household_id
                or exists (
                    select 1
                    from core.case_signal as own
                    inner join core.case_signal as other on own.signal_id = other.signal_id
                    where own.case_id = c.case_id and other.case_id = newer.case_id
                )
            )
    )
returning c.case_id;
