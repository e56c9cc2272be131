-- Tenants who move: since when an address is known, where a visit was planned to, and who left the covenant's area.
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
