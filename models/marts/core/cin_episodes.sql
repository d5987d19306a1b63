with
versions as (
    select * from {{ ref('int_cin_episode_versions') }}
),

in_force as (
    select
        cin_episode_key,
        child_key,
        borough_code,
        primary_need_code,
        closure_reason_code,
        case_status,
        cin_start_date,
        cin_end_date,
        {{ episode_days('cin_start_date', 'cin_end_date') }} as cin_episode_days,
        {{ is_open_on('cin_start_date', 'cin_end_date', as_of_date()) }}
            as is_open
    from versions
    where outcome = 'in marts'
)

select * from in_force
