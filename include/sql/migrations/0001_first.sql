-- The whole first schema. Forward only: a later change is a new file.
-- raw: files as bytes and rows as delivered. core: what follows from them. report: views without personal data.
create schema raw;
create schema core;
create schema report;

-- ------------------------------------------------------------------ deliveries
-- What a corporation's inbox held at our latest look: a file is stable when two looks agree.
create table raw.file_look (
    corporation text not null,
    file_name text not null,
    size_bytes bigint not null,
    modified_at timestamptz not null,
    first_seen_at timestamptz not null,
    same_since_at timestamptz not null,
    looked_at timestamptz not null,
    delivery_id bigint,
    refused_code text,
    primary key (corporation, file_name)
);

create table raw.delivery (
    delivery_id bigint generated always as identity primary key,
    corporation text not null,
    kind text not null check (kind in ('arrears', 'withdrawal')),
    file_name text not null,
    sha256 text not null,
    size_bytes bigint not null,
    reference_on date not null,
    arrived_at timestamptz not null,
    arrived_on date not null,
    state text not null default 'fetched'
        check (state in ('fetched', 'accepted', 'accepted_with_rejected_rows', 'held', 'refused')),
    reason text,
    companion jsonb,
    content bytea,
    rows_read integer,
    rows_accepted integer,
    rows_rejected integer,
    accepted_cents bigint,
    must_purge boolean not null default false,
    judged_at timestamptz,
    tidied_at timestamptz,
    purged_at timestamptz,
    unique (corporation, kind, reference_on, sha256)
);
comment on column raw.delivery.arrived_on is 'R of the clocks: arrival on SFTP rolled to a working day';
comment on column raw.delivery.tidied_at is 'the remote file was archived, or deleted when must_purge';
create index on raw.delivery (state);

-- Rows as delivered, under the canonical names; fields is emptied when a legal rule asks for it.
create table raw.delivered_row (
    delivery_id bigint not null references raw.delivery,
    record_no integer not null,
    line_no integer not null,
    is_accepted boolean not null,
    contract_key text,
    fields jsonb,
    primary key (delivery_id, record_no)
);
comment on column raw.delivered_row.contract_key is 'keyed hash of corporation, tenant and contract number';

create table raw.row_fault (
    delivery_id bigint not null,
    record_no integer not null,
    rule_code text not null,
    column_name text not null default '',
    severity text not null check (severity in ('critical', 'warning', 'info')),
    primary key (delivery_id, record_no, rule_code, column_name),
    foreign key (delivery_id, record_no) references raw.delivered_row
);

create table raw.notice (
    delivery_id bigint not null references raw.delivery,
    code text not null,
    row_count integer not null default 0,
    primary key (delivery_id, code)
);

create table core.delivery_decision (
    decision_id bigint generated always as identity primary key,
    delivery_id bigint not null unique references raw.delivery,
    answer text not null check (answer in ('good_rows_only', 'accept_all', 'refuse')),
    decided_by text not null,
    decided_at timestamptz not null default clock_timestamp()
);

create table core.late_notice (
    corporation text not null,
    expected_on date not null,
    noticed_at timestamptz not null default clock_timestamp(),
    primary key (corporation, expected_on)
);

-- One contract in arrears at one corporation, from its first row to its end. Never merged away.
create table core.signal (
    signal_id bigint generated always as identity primary key,
    corporation text not null,
    tenant_no text not null,
    contract_no text not null,
    initials text not null default '',
    first_name text not null default '',
    surname_prefix text not null default '',
    surname text not null,
    born_on date,
    street text not null default '',
    house_number integer not null,
    house_letter text not null default '',
    house_addition text not null default '',
    postcode text not null,
    place text not null default '',
    municipality text not null,
    phone text not null default '',
    email text not null default '',
    rent_eur numeric(10, 2),
    arrears_eur numeric(10, 2) not null check (arrears_eur > 0),
    arrears_months numeric(5, 1),
    oldest_due_on date not null,
    letter_14_days_on date,
    handover_on date,
    bailiff_on date not null,
    is_bailiff_estimated boolean not null,
    has_arrangement boolean not null default false,
    has_bailiff_file boolean not null default false,
    has_guardian boolean not null default false,
    is_co_tenant boolean not null default false,
    tenancy_from date,
    tenancy_to date,
    arrived_on date not null,
    first_delivery_id bigint not null references raw.delivery,
    last_delivery_id bigint not null references raw.delivery,
    last_reference_on date not null,
    updated_at timestamptz not null default clock_timestamp(),
    ended_on date,
    end_reason text check (end_reason in
        ('betaald', 'regeling', 'bezwaar', 'onterecht', 'overleden', 'verhuisd', 'overgedragen')),
    check ((ended_on is null) = (end_reason is null))
);
create unique index signal_one_open_per_contract
    on core.signal (corporation, contract_no, tenant_no) where ended_on is null;
create index on core.signal (postcode, house_number);

-- Proof of date and content of every time a corporation reported the contract.
create table core.signal_report (
    signal_id bigint not null references core.signal,
    delivery_id bigint not null references raw.delivery,
    record_no integer not null,
    reference_on date not null,
    arrears_eur numeric(10, 2) not null,
    oldest_due_on date not null,
    reminder_on date not null,
    contact_attempt_on date not null,
    debt_help_pointed_on date not null,
    offer_on date not null,
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (signal_id, delivery_id)
);
comment on column core.signal_report.recorded_at is 'when the list was let in: what was known of the debt before and after';

-- ------------------------------------------------------------------ linkage
create table core.person (
    person_id bigint generated always as identity primary key,
    created_at timestamptz not null default clock_timestamp()
);
create table core.household (
    household_id bigint generated always as identity primary key,
    created_at timestamptz not null default clock_timestamp()
);
create table core.person_alias (
    alias_id bigint primary key references core.person,
    person_id bigint not null references core.person
);
create table core.household_alias (
    alias_id bigint primary key references core.household,
    household_id bigint not null references core.household
);
create table core.signal_person (
    signal_id bigint not null references core.signal,
    person_id bigint not null references core.person,
    household_id bigint not null references core.household,
    linked_at timestamptz not null default clock_timestamp(),
    valid_to timestamptz
);
create unique index signal_person_one_current on core.signal_person (signal_id) where valid_to is null;
create index on core.signal_person (household_id) where valid_to is null;

-- What linkage looks at in a signal, as one hash: another value means that it must be linked anew.
create function core.linkage_fingerprint(s core.signal) returns text language sql stable
return md5(cast(row(
    s.corporation, s.contract_no, s.tenant_no, s.initials, s.first_name, s.surname, s.born_on, s.postcode,
    s.house_number, s.house_letter, s.house_addition, s.phone, s.email, s.tenancy_from, s.tenancy_to,
    s.ended_on is null
) as text));

-- In which shape, and by which rules, a signal was linked last.
create table core.linked_signal (
    signal_id bigint primary key references core.signal,
    fingerprint text not null,
    model_version text not null
);

-- Append-only. The latest row of a pair and layer holds; 'undo' returns the pair to the rules.
create table core.link_decision (
    decision_id bigint generated always as identity primary key,
    layer text not null check (layer in ('person', 'household')),
    left_signal_id bigint not null references core.signal,
    right_signal_id bigint not null references core.signal,
    verdict text not null check (verdict in ('same', 'different', 'undo')),
    zone text not null check (zone in ('auto', 'steward', 'separate')),
    rule text not null,
    model_version text not null,
    weight numeric(8, 3),
    decided_by text not null,
    reason text not null default '',
    decided_at timestamptz not null default clock_timestamp(),
    check (left_signal_id < right_signal_id)
);
create index on core.link_decision (left_signal_id, right_signal_id, layer, decision_id desc);

-- A doubtful pair that waits for a steward; answered by a link_decision.
create table core.link_question (
    left_signal_id bigint not null references core.signal,
    right_signal_id bigint not null references core.signal,
    guard text not null,
    asked_at timestamptz not null default clock_timestamp(),
    decision_id bigint references core.link_decision,
    primary key (left_signal_id, right_signal_id),
    check (left_signal_id < right_signal_id)
);

-- ------------------------------------------------------------------ cases
create table core.household_case (
    case_id bigint generated always as identity primary key,
    case_no text not null unique generated always as ('VE-' || lpad(case_id::text, greatest(6, length(case_id::text)), '0')) stored,
    household_id bigint not null references core.household,
    opened_on date not null,
    arrived_on date not null,
    municipality text not null,
    postcode4 text not null,
    bailiff_on date not null,
    bailiff_corporation text not null,
    is_bailiff_estimated boolean not null,
    earliest_handover_on date,
    first_visit_by_on date not null,
    last_visit_by_on date not null,
    offer_by_on date not null,
    offer_alarm_on date not null,
    is_crisis boolean not null,
    hold_reason text check (hold_reason in ('arrangement', 'guardian')),
    updated_at timestamptz not null default clock_timestamp(),
    closed_on date,
    close_reason text,
    joined_into_case_id bigint references core.household_case,
    check ((closed_on is null) = (close_reason is null)),
    check ((close_reason is not distinct from 'joined') = (joined_into_case_id is not null))
);
create unique index case_one_open_per_household on core.household_case (household_id) where closed_on is null;

create table core.case_signal (
    case_id bigint not null references core.household_case,
    signal_id bigint not null references core.signal,
    added_on date not null,
    primary key (case_id, signal_id)
);
create index on core.case_signal (signal_id);

-- What happened to a case: codes, dates and counts, never personal data.
create table core.case_event (
    event_id bigint generated always as identity primary key,
    case_id bigint not null references core.household_case,
    kind text not null,
    detail jsonb not null default '{}',
    happened_at timestamptz not null default clock_timestamp()
);
create index on core.case_event (case_id);

-- ------------------------------------------------------------------ planning
create table core.plan_run (
    plan_run_id bigint generated always as identity primary key,
    today date not null,
    input_hash text not null,
    solver text not null,
    solver_version text not null,
    seconds numeric(10, 3) not null,
    objective jsonb not null,
    outcome text not null check (outcome in ('planned', 'degraded', 'unchanged')),
    planned_at timestamptz not null default clock_timestamp()
);

create table core.visit (
    visit_id bigint generated always as identity primary key,
    case_id bigint not null references core.household_case,
    plan_run_id bigint not null references core.plan_run,
    attempt_no integer not null,
    team text not null,
    visit_on date not null,
    day_part text not null check (day_part in ('ochtend', 'middag', 'avond')),
    starts_at timestamptz not null,
    service_minutes integer not null,
    state text not null default 'planned'
        check (state in ('planned', 'sent', 'done', 'called_off', 'superseded')),
    sent_at timestamptz,
    calendar_uid text not null unique,
    calendar_sequence integer not null default 0,
    called_off_at timestamptz,
    call_off_reason text
);
create unique index visit_one_booked_per_case on core.visit (case_id) where state in ('planned', 'sent');
create index on core.visit (team, visit_on);

create table core.unassigned (
    plan_run_id bigint not null references core.plan_run,
    case_id bigint not null references core.household_case,
    reason text not null check (reason in
        ('no_eligible_team', 'no_shift_before_deadline', 'household_already_visited', 'no_capacity', 'no_location')),
    primary key (plan_run_id, case_id)
);

create table core.member_leave (
    leave_id bigint generated always as identity primary key,
    member text not null,
    from_on date not null,
    to_on date not null check (to_on >= from_on),
    day_part text check (day_part in ('ochtend', 'middag', 'avond')),
    entered_by text not null,
    entered_at timestamptz not null default clock_timestamp(),
    unique nulls not distinct (member, from_on, to_on, day_part)
);

-- ------------------------------------------------------------------ attempts and outcomes
-- Versioned: a correction of the same visit is a new row, the latest holds.
create table core.attempt (
    attempt_id bigint generated always as identity primary key,
    case_id bigint not null references core.household_case,
    visit_id bigint references core.visit,
    kind text not null check (kind in
        ('huisbezoek', 'kaartje', 'brief', 'telefoon', 'sms_whatsapp', 'mail', 'afspraak_op_locatie', 'administratief')),
    attempted_on date not null,
    day_part text not null check (day_part in ('ochtend', 'middag', 'avond')),
    is_reached boolean not null,
    recorded_by text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    submission_key text not null unique
);
create index on core.attempt (case_id);

create table core.outcome (
    outcome_id bigint generated always as identity primary key,
    case_id bigint not null references core.household_case,
    attempt_id bigint references core.attempt,
    end_result text not null,
    pilot_outcome text not null check (pilot_outcome in
        ('betaald', 'regeling', 'andere_afspraak', 'schuldhulp', 'geen')),
    recorded_by text not null,
    recorded_on date not null,
    recorded_at timestamptz not null default clock_timestamp(),
    submission_key text not null unique
);
create index on core.outcome (case_id, outcome_id desc);

-- What holds now: of each visit the latest attempt of a kind (a card that was left beside the visit corrects
-- nothing), of each case the latest outcome of such an attempt.
create view core.current_attempt as
select distinct on (coalesce(a.visit_id, -a.attempt_id), a.kind) a.*
from core.attempt as a
order by coalesce(a.visit_id, -a.attempt_id), a.kind, a.attempt_id desc;

create view core.current_outcome as
select distinct on (o.case_id) o.*
from core.outcome as o
left join core.attempt as a on o.attempt_id = a.attempt_id
where
    a.visit_id is null
    or not exists (
        select 1
        from core.attempt as later
        where later.visit_id = a.visit_id and later.kind = a.kind and later.attempt_id > a.attempt_id
    )
order by o.case_id, o.outcome_id desc;

-- Only the hash: whoever reads the database cannot open the form.
create table core.form_token (
    token_hash text primary key,
    visit_id bigint not null references core.visit,
    team text not null,
    expires_on date not null,
    created_at timestamptz not null default clock_timestamp()
);
create index on core.form_token (visit_id);

-- ------------------------------------------------------------------ messages
create table core.outbox (
    outbox_id bigint generated always as identity primary key,
    message_key text not null unique,
    kind text not null,
    recipient text not null,
    subject text not null,
    body_text text,
    body_html text,
    calendar text,
    calendar_method text check (calendar_method in ('PUBLISH', 'CANCEL')),
    case_id bigint references core.household_case,
    visit_ids bigint[] not null default '{}',
    message_id text not null unique,
    state text not null default 'queued' check (state in ('queued', 'inflight', 'sent', 'failed', 'aborted')),
    is_outcome_unknown boolean not null default false,
    attempts integer not null default 0,
    available_at timestamptz not null default clock_timestamp(),
    lease_until timestamptz,
    last_error text,
    queued_at timestamptz not null default clock_timestamp(),
    sent_at timestamptz
);
create index on core.outbox (state, available_at);

-- ------------------------------------------------------------------ escalation
create table core.escalation (
    escalation_id bigint generated always as identity primary key,
    case_id bigint not null references core.household_case,
    step text not null check (step in ('b10', 'b5', 'b2', 'crisis', 'offer_alarm')),
    bailiff_on date not null,
    fired_on date not null,
    fired_at timestamptz not null default clock_timestamp(),
    unique (case_id, step, bailiff_on)
);

-- ------------------------------------------------------------------ people who look
create table core.user_role (
    user_name text not null,
    role text not null check (role in ('steward', 'coordinator', 'wil_lead', 'privacy_officer', 'operator')),
    granted_by text not null,
    granted_at timestamptz not null default clock_timestamp(),
    primary key (user_name, role)
);
create table core.access_log (
    access_id bigint generated always as identity primary key,
    user_name text not null,
    page text not null,
    subject text not null default '',
    accessed_at timestamptz not null default clock_timestamp()
);
