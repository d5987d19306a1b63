with
source as (
    {{ unrestricted('annex_a', 'children_looked_after') }}
),

typed as (
    select
        _submission_id as submission_id,
        _source_row as source_row,
        _borough_code as borough_code,
        {{ surrogate_key(['_borough_code', 'child_id']) }} as child_key,
        {{ coded('sex', 'sex') }} as sex,
        {{ coded('ethnicity_code', 'ethnicity') }} as ethnicity_code,
        {{ typed('birth_month', 'date') }} as birth_month,
        {{ typed('age_years', 'integer') }} as age_years,
        {{ typed('care_start_date', 'date') }} as care_start_date,
        {{ coded('category_of_need_code', 'need') }} as category_of_need_code,
        {{ typed('is_care_reentry', 'boolean') }} as is_care_reentry,
        {{ typed('legal_status_start_date', 'date') }} as legal_status_start_date,
        {{ coded('legal_status_code', 'legal_status') }} as legal_status_code,
        {{ typed('latest_cla_review_date', 'date') }} as latest_cla_review_date,
        {{ coded('permanence_plan', 'permanence_plan') }} as permanence_plan,
        {{ typed('placements_last_12m', 'integer') }} as placements_last_12m,
        {{ typed('care_end_date', 'date') }} as care_end_date,
        {{ coded('reason_ceased_code', 'reason_ceased') }} as reason_ceased_code,
        {{ typed('placement_start_date', 'date') }} as placement_start_date,
        {{ coded('placement_type_code', 'placement_type') }} as placement_type_code,
        {{ coded('placement_provider_code', 'placement_provider') }}
            as placement_provider_code,
        {{ typed('placement_sector', 'sector') }} as placement_sector,
        {{ coded('placement_location', 'placement_location') }} as placement_location
    from source
),

keyed as (
    select
        {{ surrogate_key(['child_key', 'care_start_date']) }}
            as period_of_care_key,
        *
    from typed
)

select * from keyed
