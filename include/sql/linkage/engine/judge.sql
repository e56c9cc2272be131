-- What becomes of each scored pair: automatic, a steward's question, or separate; and the guard that stands in between.
-- Grain: one row per pair of shapes. Engine: DuckDB. Reads: prediction, cleaned, asked_from.
-- Variables: auto_bits, contact_bits double, levels_* text[]. Caller: linkage.engine
create or replace table judged_now as
with scored as (
    select
        p.row_id_l as left_id,
        p.row_id_r as right_id,
        p.match_weight as weight,
        p.mw_contact,
        p.mw_contract,
        p.mw_surname_door,
        p.mw_born,
        p.mw_given,
        p.mw_tf_adj_surname_door,
        p.mw_tf_adj_given,
        getvariable('levels_contract')[p.gamma_contract + 2] as contract,
        getvariable('levels_surname_door')[p.gamma_surname_door + 2] as surname_door,
        getvariable('levels_born')[p.gamma_born + 2] as born,
        getvariable('levels_given')[p.gamma_given + 2] as given,
        getvariable('levels_contact')[p.gamma_contact + 2] as contact
    from prediction as p
),

pair as (
    select
        s.*,
        -- the corporation itself says that this is one customer
        s.contract = 'same_tenant'
            and s.given in ('given_equal', 'given_nickname', 'initials_equal', 'initial_equal') as is_customer,
        -- a phone number or an e-mail address may support a link; it never decides one
        s.weight - greatest(s.mw_contact - getvariable('contact_bits'), 0) as bare_weight,
        a.corporation <> '' and a.contract_no <> '' and a.corporation = b.corporation and a.contract_no = b.contract_no
            as is_same_contract,
        a.tenant_no = b.tenant_no as is_same_tenant_no,
        s.surname_door in ('door_and_surname', 'door_and_surname_near', 'number_and_surname', 'door') as is_at_door,
        a.corporation <> '' and a.corporation = b.corporation and a.number_key <> '' and a.number_key = b.number_key
            as is_same_corporation_address
    from scored as s
    inner join cleaned as a on s.left_id = a.row_id
    inner join cleaned as b on s.right_id = b.row_id
),

guarded as (
    select
        p.*,
        case
            when is_same_contract and not is_same_tenant_no then 'other_tenant_number'
            when born = 'differ' then 'birth_dates_differ'
            when given = 'differ' then 'first_names_differ'
            when given = 'initials_differ' then 'initials_disagree'
            -- a married name: the date and what the tenant is called, and the phone or the corporation's number beside it
            when surname_door = 'differ' and not (
                born = 'equal'
                and (is_customer or (
                    contact = 'shared' and given in ('given_equal', 'given_nickname', 'initials_equal')
                ))
            ) then 'surname_differs'
            when surname_door = 'door' and not (
                born in ('equal', 'first_of_january') and given in ('given_equal', 'given_nickname', 'initials_equal')
            ) then 'surname_differs'
            when given = 'initials_conflict' then 'initials_disagree'
            when is_same_contract then ''
            when surname_door = 'missing' then 'surname_missing'
            -- twins are called alike; elsewhere, on one date, it is a slip
            when given = 'given_near' and not (
                born = 'equal' and surname_door = 'surname' and contact <> 'differ'
            ) then 'first_names_near'
            -- a slip in a date, and father and son, look alike: behind one door nobody can tell
            when born in ('near', 'swapped')
                and (is_at_door or not (
                    is_customer or given in ('given_equal', 'given_nickname', 'initials_equal')
                )) then 'birth_date_near'
            -- who lives next to a namesake is a relative, until name and date say otherwise
            when surname_door in ('number_and_surname', 'street_and_surname') and not (
                born in ('equal', 'first_of_january') and given in ('given_equal', 'given_nickname')
            ) then 'neighbours'
            -- in many ledgers 1 January stands for a date that nobody knew
            when born = 'first_of_january'
                and not is_at_door and contact <> 'shared' and given <> 'initials_equal' and not is_customer then 'first_of_january'
            when is_same_corporation_address then 'same_corporation_address'
            when given = 'missing' then 'initials_missing'
            -- without a birth date the first name must do, or two initials and a phone, or the corporation's own number;
            -- behind one door, where sons are named after fathers, nothing does
            when born = 'missing' and not (
                (is_customer and not is_at_door)
                or                 (given in ('given_equal', 'given_nickname') and not is_at_door)
                or (given = 'initials_equal' and not is_at_door and contact = 'shared')
            ) then 'birth_date_missing'
            when bare_weight < getvariable('auto_bits') then 'weight_low'
            else ''
        end as guard
    from pair as p
)

select
    g.*,
    case
        when guard = 'other_tenant_number' then 'co_tenant'
        when is_same_contract then 'returning_contract'
        else 'scored'
    end as rule,
    case
        when guard = 'other_tenant_number' then 'separate'
        when is_same_contract then if(guard = '', 'auto', 'steward')
        when guard = '' then 'auto'
        -- two names at one door are two people: a steward need not be asked about twins, couples, father and son
        when guard in ('first_names_differ', 'initials_disagree', 'birth_dates_differ')
            and is_at_door
            and given <> 'initials_conflict'
            then 'separate'
        when g.weight >= a.ask_bits then 'steward'
        else 'separate'
    end as zone
from guarded as g
left join asked_from as a using (guard);
