with
children as (
    select * from {{ ref('children') }}
),

periods as (
    select * from {{ ref('periods_of_care') }}
),

-- A period without any legal status is not judged: unknown is not no.
spells as (
    select * from {{ ref('legal_status_spells') }}
    where legal_status_code is not null
),

placements as (
    select * from {{ ref('placements') }}
),

-- Whose start nobody told may have entered care years before.
entries as (
    select * from periods
    where is_start_known
),

-- An order at any time in the period of care; where Annex A alone tells of it, only the
-- latest status is known, and an order that came and went is not seen.
orders_after_entry as (
    select
        'care_order_given_entry' as measure,
        entries.child_key,
        entries.borough_code,
        entries.care_start_date as cohort_date,
        0 as days_to_judge,
        spells.is_care_order as is_outcome
    from entries
    inner join spells on entries.period_of_care_key = spells.period_of_care_key
),

first_statuses as (
    select
        'emergency_given_entry' as measure,
        entries.child_key,
        entries.borough_code,
        entries.care_start_date as cohort_date,
        0 as days_to_judge,
        spells.legal_status_code in ('L1', 'L2') as is_outcome
    from entries
    inner join spells
        on
            entries.period_of_care_key = spells.period_of_care_key
            and entries.care_start_date = spells.spell_start_date
),

-- A full order after an interim one is granted, not begun; so is one after a placement
-- order that was revoked.
orders_begun as (
    select spells.*
    from spells
    anti join spells as earlier
        on
            spells.period_of_care_key = earlier.period_of_care_key
            and earlier.legal_status_code in ('C1', 'C2', 'E1')
            and spells.spell_start_date = earlier.spell_end_date
    where spells.is_care_order
),

orders_of_population as (
    select
        'care_order_given_population' as measure,
        child_key,
        borough_code,
        spell_start_date as cohort_date,
        0 as days_to_judge,
        true as is_outcome
    from orders_begun
),

placement_orders as (
    select
        'placement_order_given_care_order' as measure,
        orders_begun.child_key,
        orders_begun.borough_code,
        orders_begun.spell_start_date as cohort_date,
        365 as days_to_judge,
        spells.period_of_care_key is not null as is_outcome
    from orders_begun
    left join spells
        on
            orders_begun.period_of_care_key = spells.period_of_care_key
            and spells.legal_status_code = 'E1'
            and orders_begun.spell_start_date <= spells.spell_start_date
            and spells.spell_start_date <= orders_begun.spell_start_date + 365
),

-- An end that nobody sent has no reason either.
leavers as (
    select
        periods.*,
        {{ months_between('children.birth_month', 'periods.care_end_date') }} < 120
            as is_under_ten
    from periods
    inner join children on periods.child_key = children.child_key
    where periods.care_end_date is not null and periods.reason_ceased_code is not null
),

adoptions as (
    select
        'adoption_given_leaving' as measure,
        child_key,
        borough_code,
        care_end_date as cohort_date,
        0 as days_to_judge,
        reason_ceased_code in ('E11', 'E12') as is_outcome
    from leavers
    where is_under_ten
),

special_guardianships as (
    select
        'special_guardianship_given_leaving' as measure,
        child_key,
        borough_code,
        care_end_date as cohort_date,
        0 as days_to_judge,
        reason_ceased_code in ('E43', 'E44', 'E45', 'E46', 'E47', 'E48') as is_outcome
    from leavers
),

-- Temporary placements, T0 to T4, are none of the three.
settled_placements as (
    select * from placements
    where coalesce(placement_type_code, '') not like 'T%'
),

year_ends as (
    select distinct last_day(make_date(year(care_start_date), 3, 1)) as year_end
    from periods
),

looked_after as (
    select
        periods.period_of_care_key,
        periods.child_key,
        periods.borough_code,
        year_ends.year_end
    from periods
    inner join year_ends
        on {{ is_open_on(
            'periods.care_start_date', 'periods.care_end_date', 'year_ends.year_end'
        ) }}
),

three_placements as (
    select
        'three_placements_given_care' as measure,
        looked_after.child_key,
        looked_after.borough_code,
        looked_after.year_end as cohort_date,
        0 as days_to_judge,
        count(settled_placements.placement_key) >= 3 as is_outcome
    from looked_after
    left join settled_placements
        on
            looked_after.period_of_care_key = settled_placements.period_of_care_key
            and looked_after.year_end >= settled_placements.placement_start_date
            and coalesce(
                settled_placements.placement_end_date, cast('9999-12-31' as date)
            ) > looked_after.year_end - interval 1 year
    group by
        looked_after.child_key,
        looked_after.borough_code,
        looked_after.year_end
),

out_of_borough as (
    select
        'out_of_borough_given_care' as measure,
        looked_after.child_key,
        looked_after.borough_code,
        looked_after.year_end as cohort_date,
        0 as days_to_judge,
        placements.placement_location = 'OUT' as is_outcome
    from looked_after
    inner join placements
        on
            looked_after.period_of_care_key = placements.period_of_care_key
            and placements.placement_location is not null
            and {{ is_open_on(
                'placements.placement_start_date', 'placements.placement_end_date',
                'looked_after.year_end'
            ) }}
),

events as (
    select * from orders_after_entry
    union all
    select * from first_statuses
    union all
    select * from orders_of_population
    union all
    select * from placement_orders
    union all
    select * from adoptions
    union all
    select * from special_guardianships
    union all
    select * from three_placements
    union all
    select * from out_of_borough
),

{{ told_once('events') }}

select * from told_once
