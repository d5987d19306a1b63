with
sightings as (
    select
        'referrals' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        sex,
        ethnicity_code,
        birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_annex_a__referrals') }}
    union all
    select
        'assessments' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        sex,
        ethnicity_code,
        birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_annex_a__assessments') }}
    union all
    select
        'section_47_enquiries' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        sex,
        ethnicity_code,
        birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_annex_a__section_47_enquiries') }}
    union all
    select
        'children_in_need' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        sex,
        ethnicity_code,
        birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_annex_a__children_in_need') }}
    union all
    select
        'child_protection' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        sex,
        ethnicity_code,
        birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_annex_a__child_protection') }}
    union all
    select
        'children_looked_after' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        sex,
        ethnicity_code,
        birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_annex_a__children_looked_after') }}
    union all
    select
        'child_identifiers' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        sex,
        cast(null as varchar) as ethnicity_code,
        birth_month,
        expected_birth_month
    from {{ ref('stg_cin_census__child_identifiers') }}
    union all
    select
        'child_characteristics' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        cast(null as varchar) as sex,
        ethnicity_code,
        cast(null as date) as birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_cin_census__child_characteristics') }}
    union all
    select
        'cin_details' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        cast(null as varchar) as sex,
        cast(null as varchar) as ethnicity_code,
        cast(null as date) as birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_cin_census__cin_details') }}
    union all
    select
        'assessments' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        cast(null as varchar) as sex,
        cast(null as varchar) as ethnicity_code,
        cast(null as date) as birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_cin_census__assessments') }}
    union all
    select
        'section_47_enquiries' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        cast(null as varchar) as sex,
        cast(null as varchar) as ethnicity_code,
        cast(null as date) as birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_cin_census__section_47_enquiries') }}
    union all
    select
        'cin_plans' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        cast(null as varchar) as sex,
        cast(null as varchar) as ethnicity_code,
        cast(null as date) as birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_cin_census__cin_plans') }}
    union all
    select
        'child_protection_plans' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        cast(null as varchar) as sex,
        cast(null as varchar) as ethnicity_code,
        cast(null as date) as birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_cin_census__child_protection_plans') }}
    union all
    select
        'child_protection_reviews' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        cast(null as varchar) as sex,
        cast(null as varchar) as ethnicity_code,
        cast(null as date) as birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_cin_census__child_protection_reviews') }}
    union all
    select
        'header' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        sex,
        ethnicity_code,
        birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_ssda903__header') }}
    union all
    select
        'episodes' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        cast(null as varchar) as sex,
        cast(null as varchar) as ethnicity_code,
        cast(null as date) as birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_ssda903__episodes') }}
    union all
    select
        'reviews' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        cast(null as varchar) as sex,
        cast(null as varchar) as ethnicity_code,
        birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_ssda903__reviews') }}
    union all
    select
        'placed_for_adoption' as table_name,
        child_key,
        borough_code,
        submission_id,
        source_row,
        cast(null as varchar) as sex,
        cast(null as varchar) as ethnicity_code,
        birth_month,
        cast(null as date) as expected_birth_month
    from {{ ref('stg_ssda903__placed_for_adoption') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

-- The SSDA903 before the CIN census before Annex A, where one period holds them all.
ordered as (
    select
        submissions.return_name,
        sightings.table_name,
        sightings.submission_id,
        sightings.source_row,
        sightings.child_key,
        sightings.borough_code,
        sightings.sex,
        sightings.ethnicity_code,
        sightings.birth_month,
        sightings.expected_birth_month,
        row_number() over (
            partition by sightings.child_key
            order by
                submissions.period_end,
                submissions.return_name,
                sightings.submission_id,
                sightings.table_name,
                sightings.source_row
        ) as sighting_number
    from sightings
    inner join submissions on sightings.submission_id = submissions.submission_id
)

select * from ordered
