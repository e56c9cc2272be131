-- Where front doors are, and where a plan took its places and ways from.
create table core.geocode (
    door text primary key,
    latitude double precision,
    longitude double precision,
    "precision" text not null check ("precision" in ('address', 'postcode6', 'pc4')),
    source text not null,
    looked_up_on date not null,
    check ((latitude is null) = (longitude is null)),
    check ((latitude is null) = ("precision" = 'pc4'))
);
comment on table core.geocode is 'one row per front door (core.door) that a geocoder was asked about; never leaves core';
comment on column core.geocode.precision is 'address: that door; postcode6: another door or the middle of its postcode; pc4: not found, the table of areas serves';

alter table core.plan_run add column sources jsonb not null default '{}';
comment on column core.plan_run.sources is
'points: how many cases by precision (address, postcode6, pc4, none); lookups: what the geocoder did; travel: source by mode; empty for runs from before';
