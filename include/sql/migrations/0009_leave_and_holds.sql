-- Leave can be taken back: the row stays, with who did it and when; the same leave may be entered anew afterwards.
alter table core.member_leave
    add column withdrawn_at timestamptz,
    add column withdrawn_by text,
    add check ((withdrawn_at is null) = (withdrawn_by is null)),
    drop constraint member_leave_member_from_on_to_on_day_part_key;
create unique index member_leave_once on core.member_leave (member, from_on, to_on, day_part) nulls not distinct
where withdrawn_at is null;
comment on column core.member_leave.withdrawn_at is 'null: the leave holds; else it was taken back, and what it called off stays called off';

-- A file at the bailiff waits for a steward's word too.
alter table core.household_case drop constraint household_case_hold_reason_check;
alter table core.household_case add constraint household_case_hold_reason_check
check (hold_reason in ('arrangement', 'guardian', 'bailiff_file'));
