-- Corrections that replace a list reversibly, questions about contracts that a full list lacks, reports to senders.
alter table raw.delivery
    add column replaces_delivery_id bigint references raw.delivery,
    add column undone_at timestamptz,
    add column undone_by text,
    add column held_at timestamptz,
    add column reported_state text,
    add column fed_back_state text;
comment on column raw.delivery.replaces_delivery_id is 'the accepted list of the same reference date that this correction took the place of';
comment on column raw.delivery.held_at is 'when the delivery began to wait for a steward: what the terms of its question count from';
comment on column raw.delivery.reported_state is 'the state that the sender''s quality report told of last';
comment on column raw.delivery.fed_back_state is 'the state that the feedback file in out/ told of last';
-- nobody gets a report about what was judged before there were reports
update raw.delivery set reported_state = state, fed_back_state = state where state <> 'fetched';
update raw.delivery set held_at = judged_at where state = 'held';

-- vervangen: a correction no longer reports the contract. anders: the corporation said so of an absent contract.
alter table core.signal drop constraint signal_end_reason_check;
alter table core.signal add constraint signal_end_reason_check check (end_reason in
    ('betaald', 'regeling', 'bezwaar', 'onterecht', 'overleden', 'verhuisd', 'overgedragen', 'vervangen', 'anders'));

-- What a signal was before a correction touched it: whole, so that the correction can be undone.
create table core.signal_before (
    delivery_id bigint not null references raw.delivery,
    signal_id bigint not null references core.signal,
    was jsonb,
    primary key (delivery_id, signal_id)
);
comment on column core.signal_before.was is 'the row of core.signal before the correction; null when the correction opened it';

-- One form per full list that lacks contracts; only the hash of its code is kept.
create table core.absence_form (
    delivery_id bigint primary key references raw.delivery,
    token_hash text not null unique,
    expires_on date not null,
    created_at timestamptz not null default clock_timestamp()
);

-- A contract that a full list lacks: asked, perhaps answered, never ended by its absence alone.
create table core.absence (
    delivery_id bigint not null references raw.delivery,
    signal_id bigint not null references core.signal,
    answer text check (answer in ('betaald', 'regeling', 'overgedragen', 'anders', 'nog_achterstand')),
    answered_by text,
    answered_at timestamptz,
    primary key (delivery_id, signal_id),
    check ((answer is null) = (answered_at is null) and (answer is null) = (answered_by is null))
);
