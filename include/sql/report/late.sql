-- Corporations whose list was noticed as late in one month and that delivered none in that month since.
-- Grain: one row per corporation. Params: :month date (its first day). Caller: vroegeropaf_airflow.pages.figures
select
    n.corporation,
    max(n.expected_on) as expected_on
from core.late_notice as n
where
    n.expected_on >= cast(:month as date)
    and n.expected_on < cast(:month as date) + interval '1 month'
    and not exists (
        select 1
        from report.delivery as d
        where
            d.corporation = n.corporation
            and d.kind = 'arrears'
            and d.arrived_on >= cast(:month as date)
            and d.arrived_on < cast(:month as date) + interval '1 month'
    )
group by n.corporation
order by n.corporation;
