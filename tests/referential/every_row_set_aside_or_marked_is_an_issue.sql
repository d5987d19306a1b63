-- Nothing is left out of a measure without somebody being told why.
with
issues as (
    select * from {{ ref('data_quality_issues') }}
),

outcomes as (
    select * from {{ ref('landed_row_outcomes') }}
    where outcome = 'set aside'
),

untold as (
    select
        outcomes.table_name,
        outcomes.submission_id,
        outcomes.source_row
    from outcomes
    anti join issues
        on
            outcomes.return_name = issues.return_name
            and outcomes.table_name = issues.table_name
            and outcomes.submission_id = issues.submission_id
            and outcomes.source_row = issues.source_row
)

select * from untold
