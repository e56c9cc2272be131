-- An id belongs to the signal that it was opened for: who bears which id then follows from the groups alone, whatever the
-- order in which they came and went.
alter table core.person add column founder_signal_id bigint unique references core.signal;
alter table core.household add column founder_signal_id bigint unique references core.signal;
comment on column core.person.founder_signal_id is 'the id goes where this signal goes; null: no group bears it any more';
comment on column core.household.founder_signal_id is 'the id goes where this signal goes; null: no group bears it any more';

update core.person as p
set founder_signal_id = f.signal_id
from (
    select distinct on (m.signal_id) m.signal_id, m.person_id
    from (select person_id, min(signal_id) as signal_id from core.signal_person group by person_id) as m
    order by m.signal_id, m.person_id
) as f
where p.person_id = f.person_id;

update core.household as h
set founder_signal_id = f.signal_id
from (
    select distinct on (m.signal_id) m.signal_id, m.household_id
    from (select household_id, min(signal_id) as signal_id from core.signal_person group by household_id) as m
    order by m.signal_id, m.household_id
) as f
where h.household_id = f.household_id;
