with
chains as (
    select
        *,
        row_number() over (
            partition by child_key, period_number
            order by episode_start_date desc
        ) = 1 as is_last_of_period
    from {{ ref('int_cla_episode_chains') }}
),

extracts as (
    select * from {{ ref('int_period_of_care_versions') }}
    where outcome = 'in marts'
),

-- Until when the SSDA903 of a borough tells: what is open then may end any day after.
told as (
    select
        borough_code,
        max(latest_event_date) as told_until_date
    from {{ ref('stg_register__submissions') }}
    where return_name = 'ssda903'
    group by borough_code
),

chained as (
    select
        chains.child_key,
        chains.borough_code,
        chains.period_number,
        min(chains.episode_start_date) as chain_start_date,
        -- The end of the last episode, which may not be known: not that of another.
        max(
            case when chains.is_last_of_period then chains.episode_end_date end
        ) as chain_end_date,
        coalesce(
            {{ arg_min(
                'chains.reason_new_episode_code', 'chains.episode_start_date'
            ) }} = 'S',
            false
        ) as has_its_first_episode,
        max(case when chains.is_last_of_period then chains.reason_ceased_code end)
            as reason_ceased_code,
        coalesce(bool_or(chains.is_last_of_period and chains.is_end_imputed), false)
            as is_end_imputed,
        coalesce(bool_or(chains.is_same_day_restart), false) as has_same_day_restart,
        {{ arg_min('chains.category_of_need_code', 'chains.episode_start_date') }}
            as category_of_need_code,
        {{ arg_min('chains.legal_status_code', 'chains.episode_start_date') }}
            as first_legal_status_code,
        any_value(told.told_until_date) as told_until_date
    from chains
    inner join told on chains.borough_code = told.borough_code
    group by
        chains.child_key,
        chains.borough_code,
        chains.period_number
),

-- A period of Annex A that overlaps a chain is the same time in care.
matched as (
    select
        chained.child_key,
        chained.period_number,
        chained.chain_start_date,
        chained.has_its_first_episode,
        chained.told_until_date,
        extracts.submission_id,
        extracts.source_row,
        extracts.period_end,
        extracts.care_start_date,
        extracts.care_end_date,
        extracts.reason_ceased_code
    from chained
    inner join extracts
        on
            chained.child_key = extracts.child_key
            and chained.chain_start_date
            < coalesce(extracts.care_end_date, date '9999-12-31')
            and (
                coalesce(chained.chain_end_date, chained.told_until_date + 1)
                > extracts.care_start_date
                or chained.chain_start_date = extracts.care_start_date
            )
),

-- It knows the start where the returns sent begin too late, and a later end.
known as (
    select
        child_key,
        period_number,
        min(care_start_date)
        filter (where not has_its_first_episode and care_start_date < chain_start_date)
            as earlier_start_date,
        min(care_start_date) as extract_start_date,
        max(care_end_date) as extract_end_date,
        max(period_end) as extract_period_end,
        max(care_end_date) filter (where period_end > told_until_date)
            as later_end_date,
        {{ arg_max('reason_ceased_code', 'care_end_date') }}
        filter (where period_end > told_until_date) as later_reason_ceased_code
    from matched
    group by
        child_key,
        period_number
),

completed as (
    select
        chained.child_key,
        chained.borough_code,
        chained.period_number,
        coalesce(known.earlier_start_date, chained.chain_start_date) as care_start_date,
        -- An end that was imputed gives way to one that somebody told.
        coalesce(
            case when chained.is_end_imputed then known.extract_end_date end,
            chained.chain_end_date,
            known.later_end_date
        ) as told_end_date,
        case
            when chained.is_end_imputed then null
            when chained.chain_end_date is null then known.later_reason_ceased_code
            when chained.reason_ceased_code != 'X1' then chained.reason_ceased_code
        end as reason_ceased_code,
        chained.category_of_need_code,
        chained.first_legal_status_code,
        chained.has_its_first_episode or known.earlier_start_date is not null
            as is_start_known,
        chained.is_end_imputed and known.extract_end_date is null
            as is_end_imputed,
        chained.has_same_day_restart,
        known.child_key is not null as is_told_by_annex_a,
        true as is_told_by_ssda903,
        -- Days up to three apart agree, and so does who could not yet know of the end.
        case
            when known.child_key is not null
                then
                    abs({{ days_between(
                        'coalesce(known.earlier_start_date, chained.chain_start_date)',
                        'known.extract_start_date'
                    ) }}) <= 3
                    and coalesce(
                        abs({{ days_between(
                            'chained.chain_end_date', 'known.extract_end_date'
                        ) }}) <= 3,
                        chained.chain_end_date is null
                        or chained.chain_end_date > known.extract_period_end
                    )
        end as do_returns_agree
    from chained
    left join known
        on
            chained.child_key = known.child_key
            and chained.period_number = known.period_number
),

unseen as (
    select extracts.*
    from extracts
    anti join matched
        on
            extracts.submission_id = matched.submission_id
            and extracts.source_row = matched.source_row
),

together as (
    select
        child_key,
        borough_code,
        period_number,
        care_start_date,
        told_end_date,
        reason_ceased_code,
        category_of_need_code,
        first_legal_status_code,
        is_start_known,
        is_end_imputed,
        has_same_day_restart,
        is_told_by_annex_a,
        is_told_by_ssda903,
        do_returns_agree,
        cast(null as varchar) as submission_id,
        cast(null as integer) as source_row
    from completed
    union all
    select
        child_key,
        borough_code,
        cast(null as bigint) as period_number,
        care_start_date,
        care_end_date as told_end_date,
        reason_ceased_code,
        category_of_need_code,
        -- Annex A tells the latest status: the first only if it holds from the start.
        case when legal_status_start_date <= care_start_date then legal_status_code end
            as first_legal_status_code,
        true as is_start_known,
        false as is_end_imputed,
        false as has_same_day_restart,
        true as is_told_by_annex_a,
        false as is_told_by_ssda903,
        cast(null as boolean) as do_returns_agree,
        submission_id,
        source_row
    from unseen
),

followed as (
    select
        *,
        lead(care_start_date) over (
            partition by child_key
            order by care_start_date
        ) as next_start_date
    from together
),

-- A period that nobody said has ended ends, at the latest, where the next one starts.
keyed as (
    select
        {{ surrogate_key(['child_key', 'care_start_date']) }} as period_of_care_key,
        child_key,
        borough_code,
        period_number,
        care_start_date,
        least(told_end_date, next_start_date) as care_end_date,
        reason_ceased_code,
        category_of_need_code,
        first_legal_status_code,
        is_start_known,
        is_end_imputed
        or (told_end_date is null and next_start_date is not null) as is_end_imputed,
        has_same_day_restart,
        is_told_by_annex_a,
        is_told_by_ssda903,
        do_returns_agree,
        submission_id,
        source_row
    from followed
)

select * from keyed
