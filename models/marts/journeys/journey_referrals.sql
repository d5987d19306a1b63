-- A referral to an open case is no door of its own: what follows it belongs to the
-- referral that opened the case.
with
referrals as (
    select * from {{ ref('referrals') }}
    where not is_gone_later
),

episodes as (
    select * from {{ ref('cin_episodes') }}
    where not is_gone_later
),

-- Each may have opened the case of another.
openings as (
    select
        referral_key,
        referral_date
    from referrals
),

opened as (
    select
        referrals.referral_key,
        referrals.child_key,
        referrals.borough_code,
        referrals.referral_date,
        {{ surrogate_key(['episodes.child_key', 'episodes.cin_spell_start_date']) }}
            as spell_referral_key
    from referrals
    left join episodes
        on
            -- With `and` instead, DuckDB would hold each against every episode.
            case when referrals.is_to_open_case then referrals.referral_key end
            = episodes.cin_episode_key
),

folded as (
    select
        opened.referral_key,
        opened.child_key,
        opened.borough_code,
        opened.referral_date,
        coalesce(openings.referral_key, opened.referral_key) as opening_referral_key,
        coalesce(openings.referral_date, opened.referral_date) as opening_referral_date
    from opened
    left join openings
        on opened.spell_referral_key = openings.referral_key
)

select * from folded
