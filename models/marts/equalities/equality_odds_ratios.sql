with
{{ compared_groups(ref('equality_counts')) }},

estimated as (
    select
        measure,
        time_period,
        area_code,
        ethnic_group,
        reference_group,
        children_with,
        children_without,
        reference_with,
        reference_without,
        case
            when least(
                    children_with + children_without, reference_with + reference_without
                ) = 0 then 'none: nobody in one of the two groups'
            when children_with + reference_with = 0 then 'none: no child had the step'
            when children_without + reference_without = 0
                then 'none: every child had the step'
            when least(
                    children_with, children_without, reference_with, reference_without
                ) = 0 then 'haldane_anscombe'
            else 'woolf'
        end as ratio_method,
        {{ odds_ratio(
            'children_with', 'children_without', 'reference_with', 'reference_without'
        ) }} as ratio,
        {{ log_odds_variance(
            'children_with', 'children_without', 'reference_with', 'reference_without'
        ) }} as variance
    from compared
),

told as (
    select
        *,
        ratio_method not like 'none%' as has_ratio
    from estimated
),

bounded as (
    select
        measure,
        time_period,
        area_code,
        ethnic_group,
        reference_group,
        children_with,
        children_without,
        reference_with,
        reference_without,
        case when has_ratio then ratio end as odds_ratio,
        case when has_ratio then ratio * exp(-{{ z95() }} * sqrt(variance)) end
            as ci_low,
        case when has_ratio then ratio * exp({{ z95() }} * sqrt(variance)) end
            as ci_high,
        ratio_method
    from told
)

select * from bounded
