-- How many rows, persons and households there are, and how many rows share their person by automatic links.
-- Grain: one row. Engine: DuckDB. Reads: file_link. Caller: linkage.link_file
select
    count(*) as rows,
    count(distinct person) as persons,
    count(distinct household) as households,
    count(*) filter (zone = 'auto') as automatic
from file_link
