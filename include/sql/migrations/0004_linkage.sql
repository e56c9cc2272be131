-- Scored pairs with what each field added, questions that a steward put off, and two more traits that linkage looks at.
create table core.pair_score (
    left_signal_id bigint not null references core.signal,
    right_signal_id bigint not null references core.signal,
    zone text not null check (zone in ('auto', 'steward')),
    rule text not null,
    guard text not null default '',
    weight double precision not null,
    parts jsonb not null,
    model_version text not null,
    scored_at timestamptz not null default clock_timestamp(),
    primary key (left_signal_id, right_signal_id),
    check (left_signal_id < right_signal_id)
);
create index on core.pair_score (right_signal_id);
comment on table core.pair_score is 'pairs that are one person or may be; separate pairs are not kept';
comment on column core.pair_score.weight is 'match weight in bits, the prior included; positive: more likely one person than not';
comment on column core.pair_score.parts is '[{"field", "level", "bits", "tf_bits"}], codes only; they and the prior add up to the weight';

alter table core.link_question
    add column postponed_until timestamptz,
    add column postponed_by text,
    add constraint link_question_postponed check ((postponed_until is null) = (postponed_by is null));
comment on column core.link_question.postponed_until is 'a steward said "later": until then it stands at the end of the list, and nobody is reminded';

create or replace function core.linkage_fingerprint(s core.signal) returns text language sql stable
return md5(cast(row(
    s.corporation, s.contract_no, s.tenant_no, s.initials, s.first_name, s.surname, s.born_on, s.postcode,
    s.house_number, s.house_letter, s.house_addition, s.phone, s.email, s.tenancy_from, s.tenancy_to,
    s.has_guardian, s.is_co_tenant, s.ended_on is null
) as text));
