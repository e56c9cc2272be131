-- Take back leave of one team member; the row stays, with who did it.
-- Grain: at most one row, none when just this leave does not hold.
-- Params: :member, :from_on, :to_on, :day_part (null: whole day), :withdrawn_by. Caller: planning.leave
update core.member_leave
set
    withdrawn_at = clock_timestamp(),
    withdrawn_by = :withdrawn_by
where
    member = :member
    and from_on = :from_on
    and to_on = :to_on
    and day_part is not distinct from cast(:day_part as text)
    and withdrawn_at is null;
