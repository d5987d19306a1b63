-- Who is placed far, moved on, and in which kind of home, on 31 March.
with
stock as (
    select * from {{ ref('placement_stock') }}
),

placed_far as (
    select
        'far_from_home_given_care' as measure,
        child_key,
        borough_code,
        count_date as cohort_date,
        0 as days_to_judge,
        distance_band = 'over_22' as is_outcome
    from stock
    where distance_band not in ('18_to_22', 'not_known')
),

settled as (
    select
        'same_placement_given_long_care' as measure,
        child_key,
        borough_code,
        count_date as cohort_date,
        0 as days_to_judge,
        is_settled as is_outcome
    from stock
    where is_settled is not null
),

in_homes as (
    select
        'childrens_home_given_care' as measure,
        child_key,
        borough_code,
        count_date as cohort_date,
        0 as days_to_judge,
        placement_kind = 'childrens_home' as is_outcome
    from stock
),

with_relatives as (
    select
        'relatives_given_fostering' as measure,
        child_key,
        borough_code,
        count_date as cohort_date,
        0 as days_to_judge,
        placement_kind = 'foster_relative' as is_outcome
    from stock
    where placement_kind in ('foster_relative', 'foster_other')
),

supported as (
    select
        'supported_given_16_and_over' as measure,
        child_key,
        borough_code,
        count_date as cohort_date,
        0 as days_to_judge,
        placement_kind in ('supported', 'independent') as is_outcome
    from stock
    where age_band = '16 and over'
),

events as (
    select * from placed_far
    union all
    select * from settled
    union all
    select * from in_homes
    union all
    select * from with_relatives
    union all
    select * from supported
)

select * from events
