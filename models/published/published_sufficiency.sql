-- depends_on: {{ ref('column_register') }}
with
cells as (
    select * from {{ ref('protected_sufficiency_counts') }}
),

steps as (
    select * from {{ ref('protected_counts') }}
),

measures as (
    select * from {{ ref('sufficiency_measures') }}
),

categories as (
    select * from {{ ref('sufficiency_categories') }}
),

boroughs as (
    select * from {{ ref('boroughs') }}
),

{{ counted_areas() }},

-- Where children of a borough are, seen from that borough.
places as (
    select
        cells.time_period,
        cells.borough_code,
        cells.children,
        case
            when cells.category = 'own' then cells.borough_code
            else boroughs.borough_code
        end as destination_borough_code,
        case
            when cells.category = 'not_known' then 'not_known'
            when cells.category = 'own' then 'own'
            when boroughs.borough_code is not null then 'london'
            else 'beyond'
        end as category
    from cells
    left join boroughs on cells.category = boroughs.borough_code
    where cells.measure = 'destination'
),

-- A cell as it is, and as a part of what is a sum of cells. Flows have their own table.
parts as (
    select
        measure,
        time_period,
        borough_code,
        borough_code as told_by,
        category,
        children
    from cells
    where measure != 'destination'
    union all
    select
        'placement' as measure,
        time_period,
        borough_code,
        borough_code as told_by,
        split_part(category, '|', 1) as category,
        children
    from cells
    where measure = 'provision'
    union all
    select
        'provider' as measure,
        time_period,
        borough_code,
        borough_code as told_by,
        split_part(category, '|', 2) as category,
        children
    from cells
    where measure = 'provision'
    union all
    select
        'place' as measure,
        time_period,
        borough_code,
        borough_code as told_by,
        category,
        children
    from places
    union all
    select
        'received' as measure,
        time_period,
        destination_borough_code as borough_code,
        borough_code as told_by,
        category,
        children
    from places
    where destination_borough_code is not null
    union all
    select
        measures.measure,
        steps.time_period,
        steps.borough_code,
        steps.borough_code as told_by,
        'yes' as category,
        steps.children_with as children
    from steps
    inner join measures on steps.measure = measures.counted_as
    union all
    select
        measures.measure,
        steps.time_period,
        steps.borough_code,
        steps.borough_code as told_by,
        'no' as category,
        steps.children_without as children
    from steps
    inner join measures on steps.measure = measures.counted_as
),

of_areas as (
    select
        parts.*,
        counted_areas.area_level,
        counted_areas.area_code,
        counted_areas.area_gss_code,
        counted_areas.area_name
    from parts
    inner join counted_areas on parts.borough_code = counted_areas.borough_code
),

included as (
    select
        measure,
        time_period,
        area_gss_code,
        count(distinct told_by) as boroughs_included
    from of_areas
    group by
        measure,
        time_period,
        area_gss_code
),

-- Each cell that is not 0 adds the noise of rounding to base 5, a variance of 4 on
-- average.
added_up as (
    select
        measure,
        time_period,
        area_level,
        area_code,
        area_gss_code,
        area_name,
        category,
        sum(children) as children,
        4 * count(*) filter (where children > 0) as noise
    from of_areas
    group by
        measure,
        time_period,
        area_level,
        area_code,
        area_gss_code,
        area_name,
        category
),

of_the_whole as (
    select
        *,
        sum(children) over of_area as all_children,
        sum(noise) over of_area - noise as rest_noise
    from added_up
    window of_area as (partition by measure, time_period, area_gss_code)
),

shares as (
    select
        *,
        {{ share_percent('children', 'all_children') }} as share,
        {{ rounded_share_limit('children', 'all_children', 'noise', 'rest_noise', -1) }}
            as share_low,
        {{ rounded_share_limit('children', 'all_children', 'noise', 'rest_noise', 1) }}
            as share_high,
        all_children >= {{ var('fewest_children_published') }} as is_shown
    from of_the_whole
),

published as (
    select
        shares.measure,
        measures.measure_label,
        measures.counted_among,
        shares.time_period,
        shares.area_level,
        shares.area_code,
        shares.area_gss_code,
        shares.area_name,
        shares.category,
        categories.category_label,
        cast(shares.children as bigint) as children,
        case when shares.is_shown then round(shares.share, 1) end as share,
        case when shares.is_shown then round(shares.share_low, 1) end as share_low,
        case when shares.is_shown then round(shares.share_high, 1) end as share_high,
        included.boroughs_included,
        case when not shares.is_shown then 'too few children' end as reason,
        measures.caveat as caveats
    from shares
    inner join included
        on
            shares.measure = included.measure
            and shares.time_period = included.time_period
            and shares.area_gss_code = included.area_gss_code
    inner join measures on shares.measure = measures.measure
    inner join categories
        on
            shares.measure = categories.measure
            and shares.category = categories.category
)

select * from published
