-- How names, addresses and contact data become comparable; most of the linkage is earned here.
-- Engine: DuckDB. Variables: particles, connectors, qualifiers, digraphs text[]. Caller: linkage.engine

-- Letters without accents and ligatures; the case stays.
create or replace macro plain(t) as
    strip_accents(replace(replace(replace(replace(translate(coalesce(t, ''), 'øØłŁđĐı', 'oOlLdDi'),
        'ß', 'ss'), 'æ', 'ae'), 'Æ', 'Ae'), 'œ', 'oe'));

-- The words of a surname, in small letters of whatever script; apostrophes dropped.
create or replace macro surname_words(t) as
    regexp_extract_all(lower(regexp_replace(plain(t), '[''’`´]', '', 'g')), '\p{L}+');

create or replace macro without_particles(words) as
    list_filter(words, lambda w:
        length(w) > 1
        and not list_contains(getvariable('particles'), w)
        and not list_contains(getvariable('connectors'), w));

-- Words that stand for nobody ("bewoner", "onbekend") or are no part of a name ("de heer", "stichting").
create or replace macro of_somebody(words) as
    list_filter(words, lambda w: not list_contains(getvariable('nobody'), w));

create or replace macro without_qualifiers(words) as
    list_filter(words, lambda w: not list_contains(getvariable('qualifiers'), w));

-- What identifies a family, in alphabetical order. Tussenvoegsels fall away wherever they stand, double and married
-- names give one part each, ij equals y. A name of such words only stays whole; no name is an empty list.
create or replace macro surname_parts(t) as (
    select list_sort(list_distinct(list_transform(
        case
            when len(without_qualifiers(without_particles(w))) > 0 then without_qualifiers(without_particles(w))
            when len(without_particles(w)) > 0 then without_particles(w)
            when len(w) > 0 then [array_to_string(w, '')]
            else []
        end,
        lambda part: replace(part, 'ij', 'y'))))
    from (select of_somebody(surname_words(t)) as w)
);

-- One word of initials as a run of capitals; a digraph (Th., IJ.) is one initial, written by its first letter (Y for IJ).
create or replace macro initials_of_word(w) as
    case
        when list_contains(getvariable('digraphs'), upper(w)) then if(upper(w) = 'IJ', 'Y', upper(w[1]))
        when length(w) > 3 and regexp_full_match(w, '\p{Lu}\p{Ll}+') then w[1]
        else array_to_string(list_transform(
            regexp_extract_all(if(w = lower(w), upper(w), w), 'Chr|Th|Ch|Ph|Sj|Tj|Kh|Gh|IJ|Ij|\p{Lu}'),
            lambda i: if(upper(i) = 'IJ', 'Y', upper(i[1]))), '')
    end;

create or replace macro initials_of(t) as
    array_to_string(list_transform(
        list_filter(regexp_extract_all(plain(t), '\p{L}+'),
            lambda w: not list_contains(getvariable('particles'), w)),
        lambda w: initials_of_word(w)), '');

create or replace macro initials_of_names(t) as
    array_to_string(list_transform(
        regexp_extract_all(plain(t), '\p{L}+'),
        lambda w: if(upper(w[1:2]) = 'IJ', 'Y', upper(w[1]))), '');

-- The first of the first names; a lone initial is none.
create or replace macro given_of(t) as (
    select if(length(w) > 1, replace(w, 'ij', 'y'), '')
    from (select coalesce(regexp_extract(lower(plain(t)), '\p{L}+'), '') as w)
);

create or replace macro postcode_of(t) as regexp_replace(upper(coalesce(t, '')), '[^0-9A-Z]', '', 'g');

-- Letter and addition of a house number in one spelling: 12 A is 12-a, 12 is 12 hs.
create or replace macro suffix_of(t) as
    regexp_replace(ltrim(regexp_replace(upper(plain(t)), '[^0-9A-Z]', '', 'g'), '0'), '^(HS|HUIS|BG)$', '');

-- National digits; what is too short or one repeated digit is no number.
create or replace macro phone_of(t) as (
    select if(length(n) >= 9 and len(list_distinct(string_split(n, ''))) > 2, n, '')
    from (select regexp_replace(regexp_replace(coalesce(t, ''), '[^0-9]', '', 'g'), '^(0031|31(0?[1-9][0-9]{8}$))0?', '0\2') as n0,
        regexp_replace(n0, '^00', '0') as n)
);

create or replace macro email_of(t) as if(contains(coalesce(t, ''), '@'), lower(trim(t)), '');

-- Dates that stand for "not known" in the ledgers that we met.
create or replace macro born_of(d) as if(
    d in (date '1753-01-01', date '1900-01-01', date '1911-11-11', date '1970-01-01') or year(d) not between 1901 and 2030,
    null, d);

-- A contract or tenant number that says something: "onbekend", "-" and "0" do not.
create or replace macro contract_of(t) as if(regexp_matches(coalesce(t, ''), '[1-9]'), trim(t), '');

-- Whether two names are of one family: they share a part, and of two names of several parts one holds the other. Ali Hassan
-- and Ali Warsame are two families, Jansen-de Vries and De Vries one.
create or replace macro share_name(a, b) as
    list_has_any(a, b) and (len(a) = 1 or len(b) = 1 or list_has_all(a, b) or list_has_all(b, a));

create or replace macro within_one_edit(a, b) as
    abs(length(a) - length(b)) <= 1 and damerau_levenshtein(a, b) <= 1;
