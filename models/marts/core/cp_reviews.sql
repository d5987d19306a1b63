with
versions as (
    select * from {{ ref('int_cp_review_versions') }}
    where outcome = 'in marts'
),

standings as (
    select * from {{ ref('int_event_standings') }}
    where mart = 'cp_plans'
),

stretches as (
    select distinct
        borough_code,
        covered_since_date,
        covered_until_date
    from {{ ref('int_event_windows') }}
    where mart = 'cp_plans'
),

-- The review of a plan whose start was restated stands on the plan as it is now.
on_plans as (
    select
        versions.cp_review_key,
        coalesce(standings.restated_as_key, versions.cp_plan_key) as cp_plan_key,
        versions.child_key,
        versions.borough_code,
        versions.cp_plan_start_date,
        versions.cp_review_date,
        stretches.borough_code is not null as is_plan_seen_from_its_start
    from versions
    inner join standings on versions.cp_plan_key = standings.event_key
    left join stretches
        on
            versions.borough_code = stretches.borough_code
            and versions.cp_plan_start_date between stretches.covered_since_date
            and stretches.covered_until_date
),

ordered as (
    select
        *,
        lag(cp_review_date) over (
            partition by cp_plan_key order by cp_review_date
        ) as previous_cp_review_date
    from on_plans
),

-- The first is due within three months of the start, each later one within six. Of a
-- plan older than what we hold, nobody knows which review the first one sent is.
judged as (
    select
        cp_review_key,
        cp_plan_key,
        child_key,
        borough_code,
        cp_plan_start_date,
        cp_review_date,
        previous_cp_review_date,
        case
            when previous_cp_review_date is not null
                then cp_review_date <= previous_cp_review_date + interval 6 month
            when is_plan_seen_from_its_start
                then cp_review_date <= cp_plan_start_date + interval 3 month
        end as is_on_time
    from ordered
)

select * from judged
