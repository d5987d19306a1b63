-- Episodes joined into placements: a placement lasts while the carer does.
with
chains as (
    select * from {{ ref('int_cla_episode_chains') }}
),

stayed as (
    select
        *,
        coalesce(placement_type_code in ('T0', 'T1', 'T2', 'T3', 'T4'), false)
            as is_temporary_code,
        coalesce(placement_type_code, '') != coalesce(
            lag(placement_type_code) over period_order, ''
        ) as is_other_type
    from chains
    window
        period_order as (
            partition by child_key, period_number order by episode_start_date
        )
),

runs as (
    select
        *,
        sum(case when is_other_type then 1 else 0 end) over period_order as run_number,
        first_value(reason_new_episode_code) over period_order != 'S'
        and bool_or(not is_temporary_code) over period as has_home_not_sent
    from stayed
    window
        period as (partition by child_key, period_number),
        period_order as (
            partition by child_key, period_number order by episode_start_date
        )
),

-- A stay in hospital longer than 42 days, with another carer longer than 21, or for
-- another reason longer than 7, is a move of its own; so is one that care begins with.
-- Who was away when what was sent begins had a home before.
limited as (
    select
        *,
        is_temporary_code
        and (run_number > 1 or coalesce(has_home_not_sent, false))
        and coalesce({{ days_between(
            'min(episode_start_date) over run', 'max(episode_end_date) over run'
        ) }}, 0) <= case placement_type_code
            when 'T1' then 42
            when 'T3' then 21
            when 'T4' then 7
            else 36500
        end as is_temporary
    from runs
    window run as (partition by child_key, period_number, run_number)
),

-- What the child was in before, temporary stays left out.
beside as (
    select
        *,
        lag(is_temporary) over period_order as is_after_temporary,
        {{ last_known('case when not is_temporary then placement_type_code end') }}
            over earlier as previous_type_code,
        {{ last_known(
            'case when not is_temporary then placement_provider_code end'
        ) }} over earlier as previous_provider_code,
        {{ last_known('case when not is_temporary then placement_sector end') }}
            over earlier as previous_sector,
        bool_or(not is_temporary) over earlier as has_earlier_home,
        row_number() over period_order = 1 as is_first_of_period
    from limited
    window
        period_order as (
            partition by child_key, period_number order by episode_start_date
        ),
        earlier as (
            partition by child_key, period_number
            order by episode_start_date
            rows between unbounded preceding and 1 preceding
        )
),

compared as (
    select
        *,
        coalesce(placement_type_code = previous_type_code, false)
        and coalesce(placement_sector, '') = coalesce(previous_sector, '')
            as is_same_home,
        -- H5 became K3 in the return of 2025, Z1 became Z11 to Z14 in that of 2026; who
        -- provides the home stayed.
        coalesce(
            (previous_type_code = 'H5' and placement_type_code = 'K3')
            or (
                previous_type_code = 'Z1'
                and placement_type_code in ('Z11', 'Z12', 'Z13', 'Z14')
            ),
            false
        )
        and coalesce(placement_sector = previous_sector, true)
        and coalesce(placement_provider_code = previous_provider_code, true)
            as is_recoded,
        coalesce(
            previous_type_code in ('U1', 'U2', 'U3', 'U4', 'U5', 'U6')
            and placement_type_code in ('A3', 'A5')
            and reason_new_episode_code in ('S', 'T', 'U'),
            false
        ) as is_adopted_by_carer
    from beside
),

-- The reason for the new episode is trusted over places: P and B change the carer.
-- Where there is none, or a temporary stay lies between, the homes are compared; with
-- a home that nobody told of, it is the same: a stay away is temporary.
moved as (
    select
        *,
        case
            when is_first_of_period then true
            when is_temporary or is_recoded or is_adopted_by_carer then false
            when is_after_temporary then has_earlier_home and not is_same_home
            when reason_new_episode_code in ('P', 'B') then true
            when reason_new_episode_code in ('L', 'T', 'U') then false
            else
                not is_same_home
                or coalesce(placement_provider_code, '')
                != coalesce(previous_provider_code, '')
        end as is_new_placement
    from compared
),

numbered as (
    select
        cla_episode_key,
        child_key,
        period_number,
        is_temporary,
        sum(case when is_new_placement then 1 else 0 end) over (
            partition by child_key, period_number
            order by episode_start_date
            rows unbounded preceding
        ) as placement_number
    from moved
)

select * from numbered
