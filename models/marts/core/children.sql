with
sightings as (
    select * from {{ ref('int_child_sightings') }}
),

latest as (
    select
        child_key,
        any_value(borough_code) as borough_code,
        {{ arg_max('sex', 'sighting_number') }} filter (where sex in ('M', 'F', 'O'))
            as known_sex,
        {{ arg_max('sex', 'sighting_number') }} as latest_sex,
        {{ arg_max('ethnicity_code', 'sighting_number') }}
        filter (where ethnicity_code not in ('REFU', 'NOBT'))
            as known_ethnicity_code,
        {{ arg_max('ethnicity_code', 'sighting_number') }} as latest_ethnicity_code,
        {{ arg_max('birth_month', 'sighting_number') }} as birth_month,
        {{ arg_max('expected_birth_month', 'sighting_number') }} as expected_birth_month
    from sightings
    group by child_key
),

known as (
    select
        child_key,
        borough_code,
        -- What is known beats a later "not known": a form left blank tells nothing.
        coalesce(known_sex, latest_sex) as sex,
        coalesce(known_ethnicity_code, latest_ethnicity_code) as ethnicity_code,
        -- An unborn child is expected; once born, the month of birth is known.
        coalesce(birth_month, expected_birth_month) as birth_month,
        coalesce(
            birth_month is null and expected_birth_month is not null
            or birth_month > {{ as_of_date() }},
            false
        ) as is_unborn
    from latest
)

select * from known
