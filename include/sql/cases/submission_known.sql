-- Whether a submission was recorded before.
-- Grain: one row. Parameters: submission_key text. Caller: cases.results
select exists (
    select 1
    from core.attempt as t
    where t.submission_key = cast(:submission_key as text)
) as is_known;
