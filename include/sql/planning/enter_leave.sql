-- Enter leave of one team member, once.
-- Grain: one row, or none when just this leave is there already.
-- Params: :member, :from_on, :to_on, :day_part (null: whole day), :entered_by. Caller: planning.leave
insert into core.member_leave (member, from_on, to_on, day_part, entered_by)
values (:member, :from_on, :to_on, :day_part, :entered_by)
on conflict do nothing;
