-- What several statements need, said once.

-- A case lives where the earliest of its own signals lives now; one that came along in a merge is not its own.
create view core.case_home as
select
    c.case_id,
    coalesce(
        (
            select m.household_id
            from core.case_signal as cs
            join core.signal_person as m on cs.signal_id = m.signal_id and m.valid_to is null
            where cs.case_id = c.case_id
            order by
                exists (
                    select 1
                    from core.case_event as e
                    where
                        e.case_id = cs.case_id
                        and e.kind = 'signal_added'
                        and e.detail ->> 'signal_id' = cast(cs.signal_id as text)
                ),
                cs.signal_id
            limit 1
        ),
        c.household_id
    ) as household_id
from core.household_case as c;
comment on view core.case_home is 'one row per case: the household that it belongs to now';

-- A signal as linkage compares it.
create view core.linkage_row as
select
    s.signal_id as row_id,
    s.corporation,
    s.contract_no,
    s.tenant_no,
    s.initials,
    s.first_name,
    s.surname,
    s.born_on,
    s.postcode,
    s.house_number,
    s.house_letter,
    s.house_addition,
    s.phone,
    s.email,
    s.tenancy_from,
    s.tenancy_to,
    s.has_guardian,
    s.is_co_tenant
from core.signal as s;
comment on view core.linkage_row is 'one row per signal: what linkage compares, by the names of its engine';

-- The plan that tells why cases have no visit: the latest that was planned, also by the simpler way. When a run kept what
-- stood, the one before it still tells.
create view core.telling_plan as
select max(r.plan_run_id) as plan_run_id
from core.plan_run as r
where
    r.outcome = 'planned'
    or exists (select 1 from core.unassigned as u where u.plan_run_id = r.plan_run_id);
comment on view core.telling_plan is 'one row: the plan run that tells why cases have no visit';

-- The contracts that were withdrawn, or objected to, on or after the day of a list, by another delivery of its
-- corporation. An objection holds whatever became of its file or row, unless the row names another corporation, and also
-- from an earlier day when it came after a list of this day or later.
create function raw.contracts_withdrawn_since(list_id bigint) returns table (contract_key text)
language sql stable as $$
with since as (
    select
        w.delivery_id,
        w.kind = 'withdrawal'
        and w.reference_on >= d.reference_on
        and w.state in ('accepted', 'accepted_with_rejected_rows') as is_withdrawal
    from raw.delivery as d
    join raw.delivery as w on w.corporation = d.corporation and w.delivery_id <> d.delivery_id
    where
        d.delivery_id = list_id
        and (
            w.reference_on >= d.reference_on
            or exists (
                select 1
                from raw.delivery as listed
                where
                    listed.corporation = w.corporation
                    and listed.kind = 'arrears'
                    and listed.reference_on >= d.reference_on
                    and listed.judged_at < w.judged_at
                    and (listed.state <> 'refused' or listed.rows_read > 0)
            )
        )
)

select word.contract_key
from since
join raw.delivered_row as word on word.delivery_id = since.delivery_id
where since.is_withdrawal and word.is_accepted and word.contract_key is not null
union
select word.contract_key
from since
join raw.delivered_row as word on word.delivery_id = since.delivery_id
join raw.row_fault as f on f.delivery_id = word.delivery_id and f.record_no = word.record_no
where
    f.rule_code in ('objection', 'objection_holds')
    and word.contract_key is not null
    and not exists (
        select 1
        from raw.row_fault as other
        where
            other.delivery_id = word.delivery_id
            and other.record_no = word.record_no
            and other.rule_code = 'other_corporation'
    )
$$;
