-- Record that somebody looks at rows of persons; committed before they are shown.
-- Grain: one row per look. Params: :user_name, :page, :subject (ids and record numbers, no values).
-- Callers: vroegeropaf_airflow.pages.access, portal.addresses
insert into core.access_log (user_name, page, subject)
values (:user_name, :page, :subject);
