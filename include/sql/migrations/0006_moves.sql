-- Where tenants live: since when an address is known, where a visit was planned to, who left the covenant's area, and which
-- households share a front door.
alter table core.signal add column moved_on date;
comment on column core.signal.moved_on is 'reference date of the list that brought another address than the one before; null when it never did';

alter table core.visit
    add column municipality text,
    add column postcode4 text;
comment on column core.visit.postcode4 is 'where the household lived when the visit was planned; a case that moved since gets another visit';
update core.visit as v
set municipality = c.municipality, postcode4 = c.postcode4
from core.household_case as c
where c.case_id = v.case_id;

-- A signal that ended because a list had its contract at an address outside the area; the row itself is purged.
create table core.signal_out_of_area (
    signal_id bigint not null references core.signal,
    delivery_id bigint not null references raw.delivery,
    primary key (signal_id, delivery_id)
);

-- The key of one front door: 12 and 12-A differ, 12 A and 12-a do not. As linkage compares doors.
create function core.door(s core.signal) returns text language sql stable
return case
    when s.house_number > 0 and s.postcode <> '' then concat_ws(
        ' ',
        regexp_replace(upper(s.postcode), '[^0-9A-Z]', '', 'g'),
        s.house_number,
        nullif(
            ltrim(regexp_replace(upper(normalize(s.house_letter || s.house_addition, nfkd)), '[^0-9A-Z]', '', 'g'), '0'), ''
        )
    )
end;

create view core.case_door as
select distinct on (c.case_id)
    c.case_id,
    core.door(s) as door
from core.household_case as c
join core.case_signal as cs on c.case_id = cs.case_id
join core.signal as s on cs.signal_id = s.signal_id and s.ended_on is null
where c.closed_on is null and core.door(s) is not null
order by
    c.case_id,
    left(s.postcode, 4) = c.postcode4 desc,
    greatest(s.tenancy_from, s.moved_on) desc nulls last,
    s.arrived_on desc,
    s.signal_id desc;
comment on view core.case_door is 'one row per open case: the door that its visit goes to';

-- What a corporation was told about its own date of a case; whether another corporation has a date does not matter.
create table core.corporation_step (
    case_id bigint not null references core.household_case,
    corporation text not null,
    step text not null check (step in ('b5', 'b2', 'crisis')),
    bailiff_on date not null,
    fired_on date not null,
    fired_at timestamptz not null default clock_timestamp(),
    primary key (case_id, corporation, step, bailiff_on)
);
insert into core.corporation_step (case_id, corporation, step, bailiff_on, fired_on, fired_at)
select e.case_id, c.bailiff_corporation, e.step, e.bailiff_on, e.fired_on, e.fired_at
from core.escalation as e
join core.household_case as c on e.case_id = c.case_id
where e.step in ('b5', 'b2', 'crisis');
