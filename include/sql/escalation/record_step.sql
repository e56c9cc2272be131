-- A step of the ladder fired; the unique key keeps a second run from firing it again.
-- Grain: one row per case, step and bailiff date. Params: :case_id, :step, :bailiff_on date, :fired_on date.
-- Caller: escalation.escalate
insert into core.escalation (case_id, step, bailiff_on, fired_on)
values (:case_id, :step, cast(:bailiff_on as date), cast(:fired_on as date))
on conflict (case_id, step, bailiff_on) do nothing;
