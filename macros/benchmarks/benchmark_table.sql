{# CTEs from totals (measure, time_period, borough_code, part, counted) to each measure's
   rate by area and year with all that it is compared with, in `benchmark_table`; true and
   protected totals go the same way. `noise` is the variance that rounding put into a
   figure (0 for true ones), `fewest` the smallest denominator a share is shown with.
   `disproportionate` is a CTE of the equality measures, years and boroughs where an
   ethnic group differs. #}
{% macro benchmark_table(totals, disproportionate, noise, fewest) -%}
{{ benchmark_figures(totals) }},

{{ benchmark_limits('figures', noise) }},

neighbours as (
    select * from {{ ref('statistical_neighbours') }}
    where neighbour_borough_code is not null
),

published_rates as (
    select * from {{ ref('published_rates') }}
    where england_rate is not null
),

in_areas as (
    select
        *,
        'borough' as area_level,
        borough_code as area_code
    from figures
    union all
    select
        *,
        lower(inner_outer) as area_level,
        upper(inner_outer) as area_code
    from figures
    union all
    select
        *,
        'london' as area_level,
        'LONDON' as area_code
    from figures
),

summed as (
    select
        measure,
        time_period,
        area_level,
        area_code,
        any_value(measure_name) as measure_name,
        any_value(unit) as unit,
        any_value(polarity) as polarity,
        any_value(equality_measure) as equality_measure,
        any_value(is_share) as is_share,
        any_value(per) as per,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        count(numerator) as boroughs_included
    from in_areas
    group by
        measure,
        time_period,
        area_level,
        area_code
),

neighbouring as (
    select
        neighbours.borough_code as area_code,
        figures.measure,
        figures.time_period,
        sum(figures.numerator) as numerator,
        sum(figures.denominator) as denominator
    from neighbours
    inner join figures on neighbours.neighbour_borough_code = figures.borough_code
    where figures.numerator is not null
    group by
        neighbours.borough_code,
        figures.measure,
        figures.time_period
),

neighbours_counted as (
    select
        borough_code as area_code,
        count(*) as neighbours_in_london
    from neighbours
    group by borough_code
),

-- The latest year that the DfE has published, and not one to come.
england as (
    select
        summed.measure,
        summed.time_period,
        max(published_rates.time_period) as england_time_period,
        arg_max(published_rates.england_rate, published_rates.time_period)
            as england_rate
    from summed
    inner join published_rates
        on
            summed.measure = published_rates.measure
            and summed.time_period >= published_rates.time_period
    where summed.area_code = 'LONDON'
    group by
        summed.measure,
        summed.time_period
),

compared as (
    select
        summed.*,
        {{ start_year('summed.time_period') }} as start_year,
        summed.area_level = 'borough' as is_borough,
        summed.denominator >= case when summed.is_share then {{ fewest }} else 1 end
            as is_shown,
        limits.limit_low_95,
        limits.limit_high_95,
        limits.limit_low_998,
        limits.limit_high_998,
        limits.chance_low_998,
        limits.chance_high_998,
        limits.overdispersion,
        limits.tau_squared,
        limits.boroughs_weighed,
        london.numerator / nullif(london.denominator, 0) as centre,
        coalesce(neighbours_counted.neighbours_in_london, 0) as neighbours_in_london,
        neighbouring.numerator / nullif(neighbouring.denominator, 0) as neighbours_share,
        england.england_rate,
        england.england_time_period,
        disproportionate.borough_code is not null as is_disproportionate
    from summed
    inner join summed as london
        on
            summed.measure = london.measure
            and summed.time_period = london.time_period
            and london.area_code = 'LONDON'
    left join limits
        on
            summed.measure = limits.measure
            and summed.time_period = limits.time_period
            and summed.area_code = limits.borough_code
    left join neighbouring
        on
            summed.measure = neighbouring.measure
            and summed.time_period = neighbouring.time_period
            and summed.area_code = neighbouring.area_code
    left join neighbours_counted on summed.area_code = neighbours_counted.area_code
    left join england
        on
            summed.measure = england.measure
            and summed.time_period = england.time_period
    left join {{ disproportionate }} as disproportionate
        on
            summed.equality_measure = disproportionate.measure
            and summed.time_period = disproportionate.time_period
            and summed.area_code = disproportionate.borough_code
),

rated as (
    select
        *,
        case when is_shown then numerator / denominator end as share,
        case when is_shown and boroughs_weighed >= {{ fewest_boroughs() }} then true
            else false
        end as has_limits,
        count(*) filter (where is_shown and is_borough) over (
            partition by measure, time_period
        ) as boroughs_shown
    from compared
),

-- What is seen is beyond what chance and the ordinary spread of boroughs would make.
positioned as (
    select
        *,
        case
            when not has_limits then null
            when share < limit_low_998 then 'far below'
            when share > limit_high_998 then 'far above'
            when share < limit_low_95 then 'below'
            when share > limit_high_95 then 'above'
            else 'as expected'
        end as position
    from rated
),

favoured as (
    select
        *,
        coalesce(
            (polarity = 'higher_better' and position = 'far above')
            or (polarity = 'lower_better' and position = 'far below'), false
        ) and not is_disproportionate as is_favourable,
        lag(share) over series as previous_share,
        lag(start_year) over series as previous_start_year,
        sum(numerator) filter (where is_shown) over past
        / nullif(sum(denominator) filter (where is_shown) over past, 0)
            as own_past_share,
        case
            when polarity != 'contested' and is_borough and is_shown then
                rank() over (
                    partition by measure, time_period, is_borough, is_shown
                    order by case when polarity = 'higher_better' then -share else share end
                )
        end as place_in_london
    from positioned
    window
        series as (partition by measure, area_code order by start_year),
        past as (
            partition by measure, area_code
            order by start_year
            range between 3 preceding and 1 preceding
        )
),

benchmark_table as (
    select
        measure,
        measure_name as measure_label,
        area_level,
        area_code,
        time_period,
        cast(numerator as bigint) as numerator,
        cast(denominator as bigint) as denominator,
        per * share as rate,
        case when is_shown then per * {{ rate_limit_of('low', noise) }} end as rate_low,
        case when is_shown then per * {{ rate_limit_of('high', noise) }} end as rate_high,
        unit,
        polarity,
        per * centre as london_rate,
        case when has_limits then per * limit_low_95 end as limit_low_95,
        case when has_limits then per * limit_high_95 end as limit_high_95,
        case when has_limits then per * limit_low_998 end as limit_low_998,
        case when has_limits then per * limit_high_998 end as limit_high_998,
        case when has_limits then per * chance_low_998 end as chance_low_998,
        case when has_limits then per * chance_high_998 end as chance_high_998,
        case when has_limits then overdispersion end as overdispersion,
        case when has_limits then tau_squared end as tau_squared,
        position,
        is_disproportionate,
        is_favourable and coalesce(
            lag(is_favourable) over (partition by measure, area_code order by start_year)
            and previous_start_year = start_year - 1, false
        ) as is_practice_to_look_at,
        place_in_london,
        case when place_in_london is not null then boroughs_shown end as boroughs_placed,
        case when is_borough then per * neighbours_share end as neighbours_rate,
        case when is_borough then neighbours_in_london end as neighbours_in_london,
        case when previous_start_year = start_year - 1 then per * previous_share end
            as previous_rate,
        per * own_past_share as own_past_rate,
        england_rate,
        england_time_period,
        boroughs_included,
        case
            when numerator is null
                then 'not sent for the whole year, or not for long enough before it'
            when denominator = 0 then 'nobody to count among'
            when not is_shown then 'fewer than {{ fewest }} to count among'
            when is_borough and not has_limits
                then 'too few boroughs to say what is usual'
        end as reason
    from favoured
)
{%- endmacro %}

{# Fewer boroughs do not tell what is usual. #}
{% macro fewest_boroughs() %}10{% endmacro %}

{# A limit of a share or a rate per child, with what rounding adds. #}
{% macro rate_limit_of(which, noise) -%}
    {%- set side = -1 if which == 'low' else 1 -%}
    {%- set count_limit = count_low('numerator') if which == 'low'
        else count_high('numerator') -%}
    case
        when is_share
            then least(1, greatest(0, share + ({{ side }}) * sqrt(
                power({{ share_limit('numerator', 'denominator', side) }} - share, 2)
                + power({{ z95() }}, 2) * {{ noise }} * boroughs_included
                * (power(1 - share, 2) + power(share, 2)) / power(denominator, 2)
            )))
        else greatest(0, share + ({{ side }}) * sqrt(
            power({{ count_limit }} / denominator - share, 2)
            + power({{ z95() }}, 2) * {{ noise }} * boroughs_included
            / power(denominator, 2)
        ))
    end
{%- endmacro %}
