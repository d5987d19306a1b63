with
children as (
    select * from {{ ref('children') }}
),

periods as (
    select * from {{ ref('periods_of_care') }}
),

spells as (
    select * from {{ ref('legal_status_spells') }}
),

placements as (
    select * from {{ ref('placements') }}
),

episodes as (
    select * from {{ ref('cla_episodes') }}
),

{{ year_ends() }},

-- The DfE counts a child once in a year: the first entry, the last exit. Whose start
-- nobody told may have entered years before.
entrants as (
    select
        *,
        first_legal_status_code in ('C1', 'C2', 'L1', 'L2', 'L3') as is_taken_into_care
    from periods
    where is_start_known
    qualify
        row_number() over (
            partition by child_key, {{ financial_year('care_start_date') }}
            order by care_start_date
        ) = 1
),

leavers as (
    select
        *,
        reason_ceased_code in ('E11', 'E12') as is_adopted,
        reason_ceased_code in ('E43', 'E44', 'E45', 'E46', 'E47', 'E48')
            as is_under_special_guardianship,
        reason_ceased_code in ('E4A', 'E4B') as is_returned_home
    from periods
    where care_end_date is not null
    qualify
        row_number() over (
            partition by child_key, {{ financial_year('care_end_date') }}
            order by care_end_date desc
        ) = 1
),

looked_after as (
    select
        periods.period_of_care_key,
        periods.child_key,
        periods.borough_code,
        periods.care_start_date,
        year_ends.year_end
    from periods
    inner join year_ends
        on {{ is_open_on(
            'periods.care_start_date', 'periods.care_end_date', 'year_ends.year_end'
        ) }}
),

with_status as (
    select
        looked_after.*,
        spells.legal_status_code in ('C1', 'C2') as is_under_care_order
    from looked_after
    inner join spells
        on
            looked_after.period_of_care_key = spells.period_of_care_key
            and {{ is_open_on(
                'spells.spell_start_date', 'spells.spell_end_date',
                'looked_after.year_end'
            ) }}
),

-- Stays away (T0 to T4) are no placements; the one of the first day counts too.
placements_of_year as (
    select
        looked_after.period_of_care_key,
        looked_after.child_key,
        looked_after.borough_code,
        looked_after.year_end,
        count(placements.placement_key) >= 3 as has_three_placements
    from looked_after
    left join placements
        on
            looked_after.period_of_care_key = placements.period_of_care_key
            and coalesce(placements.placement_type_code, '') not like 'T%'
            and looked_after.year_end >= placements.placement_start_date
            and coalesce(
                placements.placement_end_date, cast('9999-12-31' as date)
            ) > looked_after.year_end - interval 1 year
    group by
        looked_after.period_of_care_key,
        looked_after.child_key,
        looked_after.borough_code,
        looked_after.year_end
),

-- Where the child is on the day; a stay away is seen through.
placed as (
    select
        looked_after.*,
        placements.placement_start_date,
        placements.is_in_borough,
        placements.is_over_20_miles,
        lag(placements.placement_start_date) over (
            partition by looked_after.period_of_care_key, looked_after.year_end
            order by placements.placement_start_date
        ) as previous_placement_start_date,
        {{ is_open_on(
            'placements.placement_start_date', 'placements.placement_end_date',
            'looked_after.year_end'
        ) }} as is_where_child_is
    from looked_after
    inner join placements
        on
            looked_after.period_of_care_key = placements.period_of_care_key
            and looked_after.year_end >= placements.placement_start_date
),

-- The type as it is called on the day, which may not be what it was called at first.
typed as (
    select
        looked_after.period_of_care_key,
        looked_after.year_end,
        {{ arg_max('episodes.placement_type_code', 'episodes.episode_start_date') }}
            as placement_type_code
    from looked_after
    inner join episodes
        on
            looked_after.period_of_care_key = episodes.period_of_care_key
            and looked_after.year_end >= episodes.episode_start_date
            and coalesce(episodes.placement_type_code, '') not like 'T%'
    group by
        looked_after.period_of_care_key,
        looked_after.year_end
),

lived as (
    select
        placed.*,
        typed.placement_type_code in ('U1', 'U2', 'U3', 'U4', 'U5', 'U6')
            as is_fostered,
        typed.placement_type_code in ('H5', 'P2', 'K3')
            as is_in_supported_accommodation,
        not placed.is_in_borough as is_outside,
        placed.placement_start_date <= placed.year_end - interval 24 month
        or (
            typed.placement_type_code in ('A3', 'A4', 'A5', 'A6')
            and coalesce(placed.previous_placement_start_date, placed.care_start_date)
            <= placed.year_end - interval 24 month
        ) as is_settled
    from placed
    left join typed
        on
            placed.period_of_care_key = typed.period_of_care_key
            and placed.year_end = typed.year_end
    where placed.is_where_child_is
),

long_looked_after as (
    select lived.*
    from lived
    inner join children on lived.child_key = children.child_key
    where
        lived.care_start_date <= lived.year_end - interval 30 month
        and children.birth_month > lived.year_end - interval 16 year
),

events as (
    {{ counted('looked_after_per_10000', 'looked_after', 'child_key', 'year_end') }}
    union all
    {{ counted(
        'entrants_per_10000', 'entrants', 'period_of_care_key', 'care_start_date'
    ) }}
    union all
    {{ counted('leavers_per_10000', 'leavers', 'period_of_care_key', 'care_end_date') }}
    union all
    {{ counted(
        'taken_into_care_percent', 'entrants', 'period_of_care_key', 'care_start_date',
        'is_taken_into_care'
    ) }}
    union all
    {{ counted(
        'adopted_percent', 'leavers', 'period_of_care_key', 'care_end_date', 'is_adopted'
    ) }}
    union all
    {{ counted(
        'special_guardianship_percent', 'leavers', 'period_of_care_key',
        'care_end_date', 'is_under_special_guardianship'
    ) }}
    union all
    {{ counted(
        'returned_home_percent', 'leavers', 'period_of_care_key', 'care_end_date',
        'is_returned_home'
    ) }}
    union all
    {{ counted(
        'care_order_percent', 'with_status', 'period_of_care_key', 'year_end',
        'is_under_care_order'
    ) }}
    union all
    {{ counted(
        'three_placements_percent', 'placements_of_year', 'period_of_care_key',
        'year_end', 'has_three_placements'
    ) }}
    union all
    {{ counted(
        'same_placement_2_years_percent', 'long_looked_after', 'period_of_care_key',
        'year_end', 'is_settled'
    ) }}
    union all
    {{ counted(
        'fostered_percent', 'lived', 'period_of_care_key', 'year_end', 'is_fostered'
    ) }}
    union all
    {{ counted(
        'supported_accommodation_percent', 'lived', 'period_of_care_key', 'year_end',
        'is_in_supported_accommodation'
    ) }}
    union all
    {{ counted(
        'placed_outside_percent', 'lived', 'period_of_care_key', 'year_end', 'is_outside'
    ) }}
    union all
    {{ counted(
        'placed_over_20_miles_percent', 'lived', 'period_of_care_key', 'year_end',
        'is_over_20_miles'
    ) }}
)

select * from events
