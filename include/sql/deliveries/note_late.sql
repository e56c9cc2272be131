-- Note that a list is late; nothing when it was noted before.
-- Grain: one row or none. Params: :corporation, :expected_on. Caller: deliveries.lateness
insert into core.late_notice (corporation, expected_on)
values (:corporation, :expected_on)
on conflict do nothing;
