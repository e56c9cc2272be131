-- A file in the dialect of the file contract as a table of texts, in the order of the file.
-- Grain: one row per line. Engine: DuckDB. Variable: file text. Caller: linkage.link_file
create or replace table file as
select row_number() over () as row_no, *
from read_csv(
    getvariable('file'), delim = ';', quote = '"', escape = '"', header = true, all_varchar = true, null_padding = true,
    strict_mode = false, max_line_size = 1000000
);
