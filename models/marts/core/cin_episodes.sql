with
versions as (
    select * from {{ ref('int_cin_episode_versions') }}
    where outcome = 'in marts'
),

standings as (
    select * from {{ ref('int_events_in_force') }}
    where mart = 'cin_episodes'
),

in_force as (
    select
        versions.cin_episode_key,
        versions.child_key,
        versions.borough_code,
        versions.primary_need_code,
        versions.closure_reason_code,
        versions.case_status,
        versions.cin_start_date,
        versions.cin_end_date,
        {{ episode_days('versions.cin_start_date', 'versions.cin_end_date') }}
            as cin_episode_days,
        versions.is_no_further_action,
        {{ is_open_on(
            'versions.cin_start_date', 'versions.cin_end_date', as_of_date()
        ) }} as is_open,
        standings.is_told_by_annex_a,
        standings.is_told_by_cin_census,
        standings.do_returns_agree,
        standings.is_gone_later
    from versions
    inner join standings on versions.cin_episode_key = standings.event_key
),

-- Two that overlap are one time in need, told twice.
followed as (
    select
        *,
        max(coalesce(cin_end_date, date '9999-12-31')) over (
            partition by child_key, is_gone_later
            order by cin_start_date
            rows between unbounded preceding and 1 preceding
        ) as in_need_until_date
    from in_force
),

numbered as (
    select
        *,
        sum(case when cin_start_date < in_need_until_date then 0 else 1 end) over (
            partition by child_key, is_gone_later
            order by cin_start_date
            rows unbounded preceding
        ) as cin_spell_number
    from followed
),

joined_up as (
    select
        cin_episode_key,
        child_key,
        borough_code,
        primary_need_code,
        closure_reason_code,
        case_status,
        cin_start_date,
        cin_end_date,
        min(cin_start_date) over (
            partition by child_key, is_gone_later, cin_spell_number
        ) as cin_spell_start_date,
        cin_episode_days,
        is_no_further_action,
        is_open,
        is_told_by_annex_a,
        is_told_by_cin_census,
        do_returns_agree,
        is_gone_later
    from numbered
)

select * from joined_up
