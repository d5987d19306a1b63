with
sightings as (
    select
        child_key,
        borough_code,
        submission_id,
        3 as list_number,
        source_row,
        sex,
        ethnicity_code,
        birth_month
    from {{ ref('stg_annex_a__referrals') }}
    union all
    select
        child_key,
        borough_code,
        submission_id,
        4 as list_number,
        source_row,
        sex,
        ethnicity_code,
        birth_month
    from {{ ref('stg_annex_a__assessments') }}
    union all
    select
        child_key,
        borough_code,
        submission_id,
        5 as list_number,
        source_row,
        sex,
        ethnicity_code,
        birth_month
    from {{ ref('stg_annex_a__section_47_enquiries') }}
    union all
    select
        child_key,
        borough_code,
        submission_id,
        6 as list_number,
        source_row,
        sex,
        ethnicity_code,
        birth_month
    from {{ ref('stg_annex_a__children_in_need') }}
    union all
    select
        child_key,
        borough_code,
        submission_id,
        7 as list_number,
        source_row,
        sex,
        ethnicity_code,
        birth_month
    from {{ ref('stg_annex_a__child_protection') }}
    union all
    select
        child_key,
        borough_code,
        submission_id,
        8 as list_number,
        source_row,
        sex,
        ethnicity_code,
        birth_month
    from {{ ref('stg_annex_a__children_looked_after') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

ordered as (
    select
        sightings.child_key,
        sightings.borough_code,
        sightings.submission_id,
        sightings.list_number,
        sightings.source_row,
        sightings.sex,
        sightings.ethnicity_code,
        sightings.birth_month,
        row_number() over (
            partition by sightings.child_key
            order by
                submissions.period_end,
                sightings.submission_id,
                sightings.list_number,
                sightings.source_row
        ) as sighting_number
    from sightings
    inner join submissions on sightings.submission_id = submissions.submission_id
)

select * from ordered
