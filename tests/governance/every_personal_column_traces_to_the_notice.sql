-- A borough's code and the day of the warehouse come with a submission, not of a child.
with
columns_held as (
    select * from {{ ref('column_register') }}
),

untraced as (
    select
        columns_held.table_name,
        columns_held.column_name
    from columns_held
    where
        columns_held.sensitivity
        in ('pseudonym', 'special_category', 'demographic', 'place', 'event')
        and (
            columns_held.lawful_basis is null
            or columns_held.retention_years is null
            or (
                columns_held.notice_item is null
                and columns_held.origin_column != '_borough_code'
                and coalesce(columns_held.derived_from, '') != 'as_of_date'
            )
        )
)

select * from untraced
