with
issues as (
    select * from {{ ref('data_quality_issues') }}
),

outcomes as (
    select * from {{ ref('landed_row_outcomes') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

landed as (
    select
        submissions.borough_code,
        outcomes.return_name,
        outcomes.table_name,
        count(*) as rows_landed
    from outcomes
    inner join submissions on outcomes.submission_id = submissions.submission_id
    group by
        submissions.borough_code,
        outcomes.return_name,
        outcomes.table_name
),

counted as (
    select
        borough_code,
        return_name,
        table_name,
        rule_id,
        severity,
        who_mends,
        count(distinct submission_id || '|' || cast(source_row as varchar))
            as rows_failing
    from issues
    group by
        borough_code,
        return_name,
        table_name,
        rule_id,
        severity,
        who_mends
),

compared as (
    select
        counted.borough_code,
        counted.return_name,
        counted.table_name,
        counted.rule_id,
        counted.severity,
        counted.who_mends,
        counted.rows_failing,
        landed.rows_landed,
        counted.rows_failing * 100e0 / landed.rows_landed as failing_percent
    from counted
    inner join landed
        on
            counted.borough_code = landed.borough_code
            and counted.return_name = landed.return_name
            and counted.table_name = landed.table_name
)

select * from compared
