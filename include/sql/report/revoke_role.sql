-- Take a role from a user.
-- Grain: one row per user and role. Params: :user_name, :role. Caller: vroegeropaf.roles.revoke
delete from core.user_role
where user_name = :user_name and role = :role;
