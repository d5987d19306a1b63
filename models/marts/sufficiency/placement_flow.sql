with
years as (
    select * from {{ ref('int_care_years') }}
),

periods as (
    select * from {{ ref('periods_of_care') }}
),

children as (
    select * from {{ ref('children') }}
),

placements as (
    select * from {{ ref('placements') }}
),

facts as (
    select * from {{ ref('placement_facts') }}
),

-- Care that nobody saw begin began before what was sent.
starts as (
    select
        'start' as flow,
        placements.placement_key,
        placements.period_of_care_key,
        placements.placement_start_date as flow_date,
        placements.placement_start_date = periods.care_start_date as is_care_flow,
        placements.placement_type_code as home_type_code,
        cast(null as varchar) as reason_placement_change_code,
        cast(null as varchar) as reason_ceased_code,
        cast(null as date) as in_care_since_date
    from placements
    inner join periods on placements.period_of_care_key = periods.period_of_care_key
    where
        placements.placement_start_date != periods.care_start_date
        or periods.is_start_known
),

-- An end that nobody sent has neither a reason nor a day to reckon from.
ends as (
    select
        'end' as flow,
        placements.placement_key,
        placements.period_of_care_key,
        placements.placement_end_date as flow_date,
        coalesce(placements.placement_end_date = periods.care_end_date, false)
            as is_care_flow,
        placements.latest_placement_type_code as home_type_code,
        placements.reason_placement_change_code,
        periods.reason_ceased_code,
        case when periods.is_start_known then periods.care_start_date end
            as in_care_since_date
    from placements
    inner join periods on placements.period_of_care_key = periods.period_of_care_key
    where placements.placement_end_date is not null
),

flows as (
    select * from starts
    union all
    select * from ends
),

described as (
    select
        flows.*,
        periods.child_key,
        periods.borough_code,
        periods.category_of_need_code,
        children.sex,
        facts.destination,
        facts.distance_band,
        facts.known_start_date,
        {{ financial_year('flows.flow_date') }} as time_period,
        {{ months_between('children.birth_month', 'flows.flow_date') }} as age_months
    from flows
    inner join periods on flows.period_of_care_key = periods.period_of_care_key
    inner join children on periods.child_key = children.child_key
    inner join facts on flows.placement_key = facts.placement_key
),

-- Who enters care twice in a year is one child, as first seen; who leaves twice, as
-- last.
counted as (
    select
        described.*,
        described.is_care_flow
        and row_number() over (
            partition by
                described.child_key,
                described.time_period,
                described.flow,
                described.is_care_flow
            order by
                case described.flow when 'start' then described.flow_date end asc,
                described.flow_date desc
        ) = 1 as is_child_counted
    from described
    semi join years
        on
            described.borough_code = years.borough_code
            and described.time_period = years.time_period
),

grouped as (
    select
        {{ surrogate_key(['placement_key', 'flow']) }} as placement_flow_key,
        placement_key,
        child_key,
        borough_code,
        flow,
        flow_date,
        time_period,
        is_care_flow,
        is_child_counted,
        case when sex in ('F', 'M') then sex else 'U' end as sex_code,
        case
            when age_months is null then 'not known'
            else {{ years_band('age_months') }}
        end as age_band,
        {{ need_group('category_of_need_code') }} as need_group,
        {{ placement_kind('home_type_code') }} as placement_kind,
        destination,
        distance_band,
        case
            when flow = 'end' then {{ time_band('known_start_date', 'flow_date') }}
        end as time_in_placement,
        case
            when flow = 'end' and is_care_flow
                then {{ time_band('in_care_since_date', 'flow_date') }}
        end as time_in_care,
        case
            when flow = 'end' and not is_care_flow
                then coalesce(reason_placement_change_code, 'not_known')
        end as move_reason,
        case
            when flow = 'end' and is_care_flow
                then {{ leaving_reason('reason_ceased_code') }}
        end as leaving_reason
    from counted
)

select * from grouped
