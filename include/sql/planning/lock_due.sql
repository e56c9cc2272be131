-- Lock the planned visits after today up to and including :until_on: from here on they never move.
-- Grain: one row per visit locked.
-- Params: :today, :until_on date, :now instant. Caller: planning.send
update core.visit
set
    state = 'sent',
    sent_at = :now
where
    state = 'planned'
    and visit_on > cast(:today as date)
    and visit_on <= cast(:until_on as date)
returning visit_id, team, visit_on;
