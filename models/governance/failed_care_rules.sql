with
repairs as (
    select * from {{ ref('int_cla_episode_repairs') }}
),

chains as (
    select * from {{ ref('int_cla_episode_chains') }}
),

children as (
    select * from {{ ref('children') }}
),

versions as (
    select * from {{ ref('int_cla_episode_versions') }}
    where outcome = 'in marts'
),

periods as (
    select * from {{ ref('int_care_periods') }}
),

crossing as (
    select
        cla_episode_key,
        episode_end_date > next_episode_start_date as is_crossing
    from chains
),

failures as (
    select
        case repair_rule
            when 'crosses an episode told later' then 'episodes_cross'
            when 'gap although care went on' then 'episode_gap'
            when 'told again with another start' then 'episode_restarted'
            when 'within an episode told later' then 'episode_restarted'
            else 'episode_left_open'
        end as rule_id,
        cla_episode_key
    from repairs
    where repair_rule is not null
    union all
    select
        'episodes_cross' as rule_id,
        cla_episode_key
    from crossing
    where is_crossing
    union all
    select
        'care_restarted_same_day' as rule_id,
        cla_episode_key
    from chains
    where is_same_day_restart
    union all
    select
        'episode_before_birth' as rule_id,
        chains.cla_episode_key
    from chains
    inner join children on chains.child_key = children.child_key
    where chains.episode_start_date < children.birth_month
    union all
    select
        'care_without_first_episode' as rule_id,
        {{ arg_min('chains.cla_episode_key', 'chains.episode_start_date') }}
            as cla_episode_key
    from chains
    inner join periods
        on
            chains.child_key = periods.child_key
            and chains.period_number = periods.period_number
    where not periods.is_start_known
    group by
        chains.child_key,
        chains.period_number
),

failed as (
    select distinct
        versions.return_name,
        versions.table_name,
        versions.submission_id,
        versions.source_row,
        'cla_episodes' as mart,
        failures.rule_id
    from failures
    inner join versions on failures.cla_episode_key = versions.cla_episode_key
)

select * from failed
