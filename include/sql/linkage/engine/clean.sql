-- Rows of the pool in comparable form. Rows of one contract that look alike in every respect (a contract that returns each
-- month) are one `shape`: only the first of them is compared, the others follow it.
-- Grain: one row per delivered row. Engine: DuckDB. Reads: delivered, nickname, surname_share, given_share.
-- Variables: collapse boolean; unseen_surname, unseen_given double. Caller: linkage.engine
create or replace table cleaned as
with named as (
    select
        d.row_id,
        coalesce(d.corporation, '') as corporation,
        contract_of(d.contract_no) as contract_no,
        trim(coalesce(d.tenant_no, '')) as tenant_no,
        surname_parts(d.surname) as names,
        initials_of(d.initials) as written_initials,
        initials_of_names(d.first_name) as named_initials,
        given_of(d.first_name) as given_raw,
        born_of(d.born_on) as born_on,
        postcode_of(d.postcode) as postcode,
        d.house_number,
        suffix_of(coalesce(d.house_letter, '') || coalesce(d.house_addition, '')) as suffix,
        if(coalesce(d.has_guardian, false), '', phone_of(d.phone)) as phone,
        if(coalesce(d.has_guardian, false), '', email_of(d.email)) as email,
        d.tenancy_from,
        d.tenancy_to,
        coalesce(d.has_guardian, false) as has_guardian,
        coalesce(d.is_co_tenant, false) as is_co_tenant
    from delivered as d
),

known as (
    select
        n.*,
        if(n.given_raw = '', [], list_distinct(list_concat([n.given_raw], coalesce(k.forms, [])))) as given_forms,
        if(n.written_initials <> '', n.written_initials, n.named_initials) as initials,
        if(n.postcode <> '' and n.house_number > 0, n.postcode || ' ' || n.house_number, '') as number_key
    from named as n
    left join nickname as k on n.given_raw = k.nickname
),

keyed as (
    select
        k.* exclude (written_initials, named_initials),
        if(k.number_key = '', '', rtrim(k.number_key || ' ' || k.suffix)) as door,
        -- who wrote initials wrote the official ones; without them, what somebody is called may begin otherwise
        list_distinct(list_concat(
            if(k.initials = '', [], [k.initials[1]]),
            if(k.written_initials = '', list_transform(k.given_forms, lambda form: upper(form[1])), [])
        )) as first_initials,
        strftime(k.born_on, '%Y%m%d') as born_text
    from known as k
),

-- a number that three surnames share is an office's; a contract at three addresses is none, nor is a tenant number of
-- four surnames
office as (
    select phone from keyed where phone <> '' group by phone having count(distinct names) > 2
),

stopgap as (
    select corporation, contract_no
    from keyed
    where contract_no <> ''
    group by corporation, contract_no
    having count(distinct number_key) > 2 or count(distinct tenant_no) > 6
),

crowd as (
    select corporation, tenant_no
    from keyed
    where tenant_no <> ''
    group by corporation, tenant_no
    having count(distinct names) > 3
),

shares as (
    select
        k.row_id,
        max(coalesce(s.share, getvariable('unseen_surname'))) as share
    from (select row_id, unnest(names) as part from keyed) as k
    left join surname_share as s on k.part = s.part
    group by k.row_id
)

select
    k.* replace (
        if(o.phone is null, k.phone, '') as phone,
        if(bad.contract_no is null, k.contract_no, '') as contract_no
    ),
    if(t.tenant_no is null and k.corporation <> '', contract_of(k.tenant_no), '') as tenant_key,
    k.names[1] as name1,
    if(len(k.names) > 1, k.names[len(k.names)], null) as name2,
    s.share as tf_name1,
    if(k.given_raw = '', null, coalesce(g.share, getvariable('unseen_given'))) as tf_given_raw,
    if(not getvariable('collapse') or k.contract_no = '' or bad.contract_no is not null, k.row_id, min(k.row_id) over (
        partition by
            k.corporation, k.contract_no, k.tenant_no, k.names, k.initials, k.given_raw, k.born_on, k.door, k.phone,
            k.email, k.tenancy_from, k.tenancy_to, k.is_co_tenant
    )) as shape
from keyed as k
left join office as o on k.phone = o.phone
left join stopgap as bad on k.corporation = bad.corporation and k.contract_no = bad.contract_no
left join crowd as t on k.corporation = t.corporation and k.tenant_no = t.tenant_no
left join shares as s on k.row_id = s.row_id
left join given_share as g on k.given_raw = g.given;
