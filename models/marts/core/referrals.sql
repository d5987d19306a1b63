with
versions as (
    select * from {{ ref('int_referral_versions') }}
    where outcome = 'in marts'
),

standings as (
    select * from {{ ref('int_events_in_force') }}
    where mart = 'referrals'
),

children as (
    select * from {{ ref('children') }}
),

episodes as (
    select * from {{ ref('cin_episodes') }}
    where is_told_by_cin_census and not is_gone_later
),

stretches as (
    select distinct
        borough_code,
        covered_since_date,
        covered_until_date
    from {{ ref('int_event_windows') }}
    where mart = 'referrals'
),

-- To a case that is open already it is no referral: it folds into the open episode.
to_open_cases as (
    select distinct versions.referral_key
    from versions
    inner join episodes
        on
            versions.child_key = episodes.child_key
            and versions.referral_date > episodes.cin_start_date
            and {{ is_open_on(
                'episodes.cin_start_date', 'episodes.cin_end_date', 'versions.referral_date'
            ) }}
),

in_force as (
    select
        versions.referral_key,
        versions.child_key,
        versions.borough_code,
        versions.referral_source,
        versions.referral_date,
        versions.referrals_last_12m,
        versions.is_no_further_action,
        standings.is_told_by_annex_a,
        standings.is_told_by_cin_census,
        standings.do_returns_agree,
        standings.is_gone_later,
        to_open_cases.referral_key is not null as is_to_open_case
    from versions
    inner join standings on versions.referral_key = standings.event_key
    left join to_open_cases on versions.referral_key = to_open_cases.referral_key
),

ordered as (
    select
        *,
        lag(referral_date) over (
            partition by child_key, is_gone_later, is_to_open_case
            order by referral_date
        ) as previous_date_alike
    from in_force
),

preceded as (
    select
        *,
        case when not is_gone_later and not is_to_open_case then previous_date_alike end
            as previous_referral_date
    from ordered
),

-- Nobody is known not to have been referred before who could not have been seen. The
-- borough's own count serves where we look back less than twelve months.
described as (
    select
        preceded.referral_key,
        preceded.child_key,
        preceded.borough_code,
        preceded.referral_source,
        preceded.referral_date,
        preceded.previous_referral_date,
        {{ age_on('children.birth_month', 'preceded.referral_date') }}
            as age_at_referral_years,
        preceded.referrals_last_12m,
        preceded.is_no_further_action,
        preceded.is_to_open_case,
        case
            when preceded.is_gone_later or preceded.is_to_open_case then null
            when
                stretches.covered_since_date
                <= preceded.referral_date - interval 12 month
                then
                    coalesce(
                        preceded.previous_referral_date
                        >= preceded.referral_date - interval 12 month,
                        false
                    )
            else preceded.referrals_last_12m >= 1
        end as is_rereferral,
        preceded.is_told_by_annex_a,
        preceded.is_told_by_cin_census,
        preceded.do_returns_agree,
        preceded.is_gone_later
    from preceded
    inner join children on preceded.child_key = children.child_key
    left join stretches
        on
            preceded.borough_code = stretches.borough_code
            and preceded.referral_date between stretches.covered_since_date
            and stretches.covered_until_date
)

select * from described
