-- What an older year's return left open or crossing is mended from the later ones, in
-- the order of LIIA's practice. The latest return of a borough is never touched.
with
versions as (
    select * from {{ ref('int_cla_episode_versions') }}
    where outcome = 'in marts'
),

latest_returns as (
    select
        borough_code,
        max(period_end) as latest_period_end
    from {{ ref('stg_register__submissions') }}
    where return_name = 'ssda903'
    group by borough_code
),

told as (
    select
        versions.cla_episode_key,
        versions.child_key,
        versions.borough_code,
        versions.submission_id,
        versions.source_row,
        versions.period_end,
        versions.reason_new_episode_code,
        versions.reason_ceased_code,
        versions.reason_placement_change_code,
        versions.episode_start_date,
        versions.episode_end_date,
        versions.period_end < latest_returns.latest_period_end as is_of_older_return,
        -- Null is a value here: two episodes that both tell nothing are alike.
        concat_ws(
            '|',
            coalesce(versions.reason_new_episode_code, ''),
            coalesce(versions.legal_status_code, ''),
            coalesce(versions.placement_type_code, ''),
            coalesce(versions.placement_provider_code, ''),
            coalesce(versions.placement_sector, '')
        ) as attributes
    from versions
    inner join latest_returns on versions.borough_code = latest_returns.borough_code
),

beside as (
    select
        *,
        is_of_older_return and episode_end_date is null as is_left_open,
        lag(period_end) over child_order as previous_period_end,
        lag(attributes) over child_order as previous_attributes,
        lead(period_end) over child_order as next_period_end,
        lead(attributes) over child_order as next_attributes
    from told
    window child_order as (partition by child_key order by episode_start_date)
),

-- Left open, and told again under another start: the older telling goes.
sifted as (
    select
        *,
        case
            when not is_left_open then null
            when
                (next_period_end > period_end and next_attributes = attributes)
                or (
                    previous_period_end > period_end
                    and previous_attributes = attributes
                )
                then 'told again with another start'
            when previous_period_end > period_end
                then 'within an episode told later'
        end as removal_rule
    from beside
),

followed as (
    select
        *,
        case when removal_rule is null then lead(episode_start_date) over kept_order end
            as next_start_date,
        case
            when removal_rule is null
                then lead(reason_new_episode_code) over kept_order
        end as next_reason_new_episode_code,
        case when removal_rule is null then lead(period_end) over kept_order end
            as next_told_period_end
    from sifted
    window
        kept_order as (
            partition by child_key, removal_rule is null order by episode_start_date
        )
),

ruled as (
    select
        *,
        case
            when removal_rule is not null then removal_rule
            when is_left_open and next_start_date is null
                then 'left open, no later episode'
            when is_left_open and next_reason_new_episode_code = 'S'
                then 'left open, care began anew'
            when is_left_open then 'left open, next episode follows'
            when
                is_of_older_return
                and next_told_period_end > period_end
                and episode_end_date > next_start_date
                then 'crosses an episode told later'
            when
                is_of_older_return
                and reason_ceased_code = 'X1'
                and episode_end_date < next_start_date
                and coalesce(next_reason_new_episode_code, '') != 'S'
                then 'gap although care went on'
        end as repair_rule
    from followed
),

repaired as (
    select
        cla_episode_key,
        child_key,
        borough_code,
        submission_id,
        source_row,
        period_end,
        repair_rule,
        removal_rule is not null as is_removed,
        coalesce(
            repair_rule in (
                'left open, no later episode', 'left open, care began anew'
            ),
            false
        ) as is_end_imputed,
        episode_start_date,
        episode_end_date as told_end_date,
        case
            when repair_rule = 'left open, no later episode' then period_end
            when repair_rule = 'left open, care began anew'
                then least(period_end, next_start_date - 1)
            when removal_rule is null and repair_rule is not null then next_start_date
            else episode_end_date
        end as repaired_end_date,
        reason_ceased_code as told_reason_ceased_code,
        case
            when
                repair_rule in (
                    'left open, no later episode', 'left open, care began anew'
                )
                then 'E99'
            when repair_rule = 'left open, next episode follows' then 'X1'
            else reason_ceased_code
        end as repaired_reason_ceased_code
    from ruled
)

select * from repaired
