with
versions as (
    select * from {{ ref('int_referral_versions') }}
),

in_force as (
    select
        referral_key,
        child_key,
        borough_code,
        referral_source,
        referral_date,
        referrals_last_12m,
        is_no_further_action
    from versions
    where outcome = 'in marts'
)

select * from in_force
