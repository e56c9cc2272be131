-- Person, household and zone of every row of the file, named after their first row. A row's zone is automatic when it shares
-- its person with another row, steward when a question is open about it, separate else.
-- Grain: one row per row of the file. Engine: DuckDB. Reads: file, cleaned, person_of, household_of, likely_of, asked.
-- Caller: linkage.link_file
create or replace table file_link as
with grouped as (
    select
        c.row_id as row_no,
        c.shape,
        coalesce(p.root, c.shape) as person,
        coalesce(h.root, p.root, c.shape) as household,
        coalesce(l.root, p.root, c.shape) as likely,
        a.row_id is not null as is_asked
    from cleaned as c
    left join person_of as p on c.shape = p.row_id
    left join household_of as h on c.shape = h.row_id
    left join likely_of as l on c.shape = l.row_id
    left join asked as a on c.shape = a.row_id
),

crowded as (
    select person from grouped group by person having count(*) > 1
)

select
    g.row_no,
    f.row_id,
    person.row_id as person,
    household.row_id as household,
    case when g.is_asked then 'steward' when c.person is not null then 'auto' else 'separate' end as zone,
    likely.row_id as person_with_review
from grouped as g
inner join file as f on g.row_no = f.row_no
inner join file as person on g.person = person.row_no
inner join file as household on g.household = household.row_no
inner join file as likely on g.likely = likely.row_no
left join crowded as c on g.person = c.person;
