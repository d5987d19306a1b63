with
chains as (
    select * from {{ ref('int_cla_episode_chains') }}
),

extracts as (
    select * from {{ ref('int_period_of_care_versions') }}
    where outcome = 'in marts'
),

chained as (
    select
        child_key,
        borough_code,
        period_number,
        min(episode_start_date) as care_start_date,
        arg_max(episode_end_date, episode_start_date) as last_end_date,
        max(episode_start_date) filter (where episode_end_date is null)
            as open_episode_start_date,
        max(episode_start_date) as last_episode_start_date,
        arg_max(reason_ceased_code, episode_start_date) as reason_ceased_code,
        arg_min(category_of_need_code, episode_start_date) as category_of_need_code
    from chains
    group by
        child_key,
        borough_code,
        period_number
),

-- A period whose last episode is open ends, at the latest, where the next one starts.
followed as (
    select
        *,
        case
            when open_episode_start_date = last_episode_start_date then null
            else last_end_date
        end as told_end_date,
        lead(care_start_date) over (
            partition by child_key
            order by care_start_date
        ) as next_start_date
    from chained
),

from_episodes as (
    select
        {{ surrogate_key(['child_key', 'care_start_date']) }} as period_of_care_key,
        child_key,
        borough_code,
        period_number,
        care_start_date,
        least(told_end_date, next_start_date) as care_end_date,
        case when reason_ceased_code != 'X1' then reason_ceased_code end
            as reason_ceased_code,
        category_of_need_code,
        told_end_date is null and next_start_date is not null as is_end_imputed
    from followed
),

-- Annex A completes: a later extract may know the end of a period still open in 903.
completed as (
    select
        from_episodes.period_of_care_key,
        from_episodes.child_key,
        from_episodes.borough_code,
        from_episodes.period_number,
        from_episodes.care_start_date,
        coalesce(from_episodes.care_end_date, extracts.care_end_date)
            as care_end_date,
        coalesce(from_episodes.reason_ceased_code, extracts.reason_ceased_code)
            as reason_ceased_code,
        from_episodes.category_of_need_code,
        from_episodes.is_end_imputed
    from from_episodes
    left join extracts
        on from_episodes.period_of_care_key = extracts.period_of_care_key
),

unseen as (
    select extracts.*
    from extracts
    anti join completed
        on
            extracts.child_key = completed.child_key
            and extracts.care_start_date >= completed.care_start_date
            and (
                extracts.care_start_date = completed.care_start_date
                or extracts.care_start_date
                < coalesce(completed.care_end_date, date '9999-12-31')
            )
),

together as (
    select
        period_of_care_key,
        child_key,
        borough_code,
        period_number,
        care_start_date,
        care_end_date,
        reason_ceased_code,
        category_of_need_code,
        is_end_imputed,
        cast(null as varchar) as submission_id,
        cast(null as integer) as source_row
    from completed
    union all
    select
        period_of_care_key,
        child_key,
        borough_code,
        cast(null as bigint) as period_number,
        care_start_date,
        care_end_date,
        reason_ceased_code,
        category_of_need_code,
        false as is_end_imputed,
        submission_id,
        source_row
    from unseen
)

select * from together
