with
tellings as (
    select * from {{ ref('int_event_tellings') }}
    -- What became of an SSDA903 episode is told by int_cla_episode_repairs.
    where mart != 'cla_episodes'
),

windows as (
    select * from {{ ref('int_event_windows') }}
),

known as (
    select
        mart,
        event_key,
        any_value(child_key) as child_key,
        any_value(borough_code) as borough_code,
        any_value(event_date) as event_date,
        min(period_end) as first_period_end,
        max(period_end) as last_period_end,
        -- Of two returns of one period the census is believed.
        {{ arg_max('return_name', 'cast(period_end as varchar) || return_name') }}
            as last_return_name,
        bool_or(return_name = 'annex_a') as is_told_by_annex_a,
        bool_or(return_name = 'cin_census') as is_told_by_cin_census
    from tellings
    group by
        mart,
        event_key
),

open_at_the_end as (
    select distinct
        tellings.mart,
        tellings.event_key
    from tellings
    inner join known
        on
            tellings.mart = known.mart
            and tellings.event_key = known.event_key
            and tellings.period_end = known.last_period_end
            and tellings.return_name = known.last_return_name
    where tellings.is_open_when_told
),

-- A later submission covers the day, or must hold whatever was open when the last
-- ended. What a CIN episode is differs between Annex A and the census: each speaks of
-- its own.
gone as (
    select distinct
        known.mart,
        known.event_key
    from known
    left join open_at_the_end
        on
            known.mart = open_at_the_end.mart
            and known.event_key = open_at_the_end.event_key
    inner join windows
        on
            known.mart = windows.mart
            and known.borough_code = windows.borough_code
            and known.last_period_end < windows.period_end
            and (
                (
                    known.event_date between windows.window_start_date
                    and windows.window_end_date
                    and (
                        known.mart != 'cin_episodes'
                        or known.last_return_name = windows.return_name
                    )
                )
                or (
                    open_at_the_end.event_key is not null
                    and known.last_return_name = windows.return_name
                    and windows.window_start_date <= known.last_period_end + 1
                )
            )
),

marked as (
    select
        known.*,
        gone.event_key is not null as is_gone_later
    from known
    left join gone
        on known.mart = gone.mart and known.event_key = gone.event_key
),

doubted as (
    select * from marked
    where is_gone_later or not is_told_by_cin_census
),

held as (
    select * from marked
    where not is_gone_later
),

-- Up to three days apart, and never told side by side: one event, its start restated.
-- Of two returns of one period the census is believed here too.
restated as (
    select
        doubted.mart,
        doubted.event_key,
        held.event_key as restated_as_key
    from doubted
    inner join held
        on
            doubted.mart = held.mart
            and doubted.child_key = held.child_key
            and doubted.event_key != held.event_key
            and held.event_date between doubted.event_date - 3
            and doubted.event_date + 3
            and (
                (
                    doubted.is_gone_later
                    and doubted.last_period_end < held.first_period_end
                )
                or (
                    not doubted.is_told_by_cin_census
                    and not held.is_told_by_annex_a
                    and doubted.last_period_end between held.first_period_end
                    and held.last_period_end
                )
            )
    qualify
        row_number() over (
            partition by doubted.mart, doubted.event_key
            order by
                abs({{ days_between('doubted.event_date', 'held.event_date') }}),
                held.event_date desc
        ) = 1
),

-- Restated twice, by an extract and then by the census: the last word holds.
followed as (
    select
        restated.mart,
        restated.event_key,
        coalesce(again.restated_as_key, restated.restated_as_key) as restated_as_key
    from restated
    left join restated as again
        on
            restated.mart = again.mart
            and restated.restated_as_key = again.event_key
),

stood as (
    select
        marked.mart,
        marked.event_key,
        marked.child_key,
        marked.borough_code,
        marked.event_date,
        marked.is_gone_later,
        followed.restated_as_key
    from marked
    left join followed
        on marked.mart = followed.mart and marked.event_key = followed.event_key
)

select * from stood
