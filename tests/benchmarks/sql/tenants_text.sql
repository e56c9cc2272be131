-- Cleaned rows as texts for a score of likeness.
-- Grain: one row per row. Engine: DuckDB. Reads: cleaned. Caller: benchmarks.linkage_peers
select
    row_id,
    array_to_string(names, ' ') as surname,
    given_raw as given,
    initials,
    coalesce(born_text, '') as born,
    door,
    phone
from cleaned
order by row_id;
