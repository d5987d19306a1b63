with
standings as (
    select * from {{ ref('int_event_standings') }}
),

tellings as (
    select * from {{ ref('int_event_tellings') }}
),

-- The latest word of each return on the event, under the key that holds now.
last_words as (
    select
        tellings.mart,
        coalesce(standings.restated_as_key, tellings.event_key) as event_key,
        tellings.return_name,
        tellings.period_end,
        tellings.settled_date,
        tellings.told_answer
    from tellings
    inner join standings
        on
            tellings.mart = standings.mart
            and tellings.event_key = standings.event_key
    where tellings.is_latest_of_return
),

weighed as (
    select
        *,
        max(settled_date) over (partition by mart, event_key) as latest_settled_date
    from last_words
),

-- Days up to three apart agree, and so does who could not yet know of the day.
agreed as (
    select
        mart,
        event_key,
        bool_or(return_name = 'annex_a') as is_told_by_annex_a,
        bool_or(return_name = 'cin_census') as is_told_by_cin_census,
        case
            when count(distinct return_name) > 1
                then
                    {{ days_between('min(settled_date)', 'max(settled_date)') }} <= 3
                    is not false
                    and (min(told_answer) = max(told_answer)) is not false
                    and not bool_or(
                        settled_date is null
                        and latest_settled_date is not null
                        and latest_settled_date <= period_end
                    )
        end as do_returns_agree
    from weighed
    group by
        mart,
        event_key
),

in_force as (
    select
        standings.mart,
        standings.event_key,
        standings.child_key,
        standings.borough_code,
        standings.event_date,
        agreed.is_told_by_annex_a,
        agreed.is_told_by_cin_census,
        agreed.do_returns_agree,
        standings.is_gone_later
    from standings
    inner join agreed
        on
            standings.mart = agreed.mart
            and standings.event_key = agreed.event_key
    where standings.restated_as_key is null
)

select * from in_force
