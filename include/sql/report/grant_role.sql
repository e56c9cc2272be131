-- Give a user a role on our pages, once.
-- Grain: one row per user and role. Params: :user_name, :role, :granted_by. Caller: vroegeropaf.roles.grant
insert into core.user_role (user_name, role, granted_by)
values (:user_name, :role, :granted_by)
on conflict (user_name, role) do nothing;
