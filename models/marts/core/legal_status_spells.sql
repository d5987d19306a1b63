with
chains as (
    select * from {{ ref('int_cla_episode_chains') }}
),

periods as (
    select * from {{ ref('int_care_periods') }}
),

extracts as (
    select * from {{ ref('int_period_of_care_versions') }}
),

joined_up as (
    select
        child_key,
        period_number,
        legal_status_number,
        any_value(legal_status_code) as legal_status_code,
        min(episode_start_date) as spell_start_date
    from chains
    group by
        child_key,
        period_number,
        legal_status_number
),

-- A spell ends where the next of its period begins, the last where the period ends.
from_episodes as (
    select
        periods.period_of_care_key,
        joined_up.child_key,
        periods.borough_code,
        joined_up.legal_status_code,
        joined_up.spell_start_date,
        least(
            lead(joined_up.spell_start_date) over (
                partition by periods.period_of_care_key
                order by joined_up.spell_start_date
            ),
            periods.care_end_date
        ) as spell_end_date
    from joined_up
    inner join periods
        on
            joined_up.child_key = periods.child_key
            and joined_up.period_number = periods.period_number
),

-- Annex A tells the latest status alone: what came before it is not known.
from_extracts as (
    select
        periods.period_of_care_key,
        periods.child_key,
        periods.borough_code,
        extracts.legal_status_code,
        {{ start_within_care('extracts.legal_status_start_date') }}
            as spell_start_date,
        periods.care_end_date as spell_end_date
    from periods
    inner join extracts
        on
            periods.submission_id = extracts.submission_id
            and periods.source_row = extracts.source_row
),

together as (
    select * from from_episodes
    union all
    select * from from_extracts
),

-- C1, C2 and E1 one after another are one time under orders; what comes right before
-- the first of them is another status, or nothing. E1 is no care order itself.
ordered as (
    select
        *,
        coalesce(legal_status_code in ('C1', 'C2'), false) as is_care_order,
        coalesce(legal_status_code = 'E1', false) as is_placement_order,
        coalesce(
            lag(legal_status_code) over period_order in ('C1', 'C2', 'E1'), false
        ) as is_after_order,
        lag(legal_status_code) over period_order as previous_legal_status_code
    from together
    window
        period_order as (partition by period_of_care_key order by spell_start_date)
),

chained as (
    select
        *,
        max(
            case
                when (is_care_order or is_placement_order) and not is_after_order
                    then spell_start_date
            end
        ) over (
            partition by period_of_care_key
            order by spell_start_date
            rows unbounded preceding
        ) as first_order_date
    from ordered
),

keyed as (
    select
        {{ surrogate_key(['child_key', 'spell_start_date', 'period_of_care_key']) }}
            as legal_status_spell_key,
        child_key,
        borough_code,
        period_of_care_key,
        legal_status_code,
        spell_start_date,
        spell_end_date,
        is_care_order,
        is_placement_order,
        is_care_order and not is_after_order as is_new_care_order,
        legal_status_code = 'C2' and coalesce(previous_legal_status_code = 'C1', false)
            as is_full_order_granted,
        case when is_care_order or is_placement_order then first_order_date end
            as orders_start_date
    from chained
)

select * from keyed
