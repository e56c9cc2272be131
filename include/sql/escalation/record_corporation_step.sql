-- A corporation was told about its own date; the key keeps a second run from telling it again.
-- Grain: one row per case, corporation, step and date. Params: :case_id, :corporation, :step, :bailiff_on date,
-- :fired_on date. Caller: escalation.escalate
insert into core.corporation_step (case_id, corporation, step, bailiff_on, fired_on)
values (:case_id, :corporation, :step, cast(:bailiff_on as date), cast(:fired_on as date))
on conflict (case_id, corporation, step, bailiff_on) do nothing;
