-- What a user of the Airflow UI may do on our pages; no row, no page.
-- Grain: one row per role of the user. Params: :user_name. Caller: vroegeropaf_airflow.pages.guard
select r.role
from core.user_role as r
where r.user_name = :user_name
order by r.role;
