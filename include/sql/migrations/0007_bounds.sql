-- What no plan of these teams could exceed, beside what a plan reached.
alter table core.plan_run add column bound jsonb not null default '{}';
comment on column core.plan_run.bound is 'upper bounds, proven without travel: visits, due (cases due inside the horizon), weight; empty for runs from before';
