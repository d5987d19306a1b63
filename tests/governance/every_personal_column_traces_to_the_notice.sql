-- A borough's code and the day of the warehouse come with a submission, not of a child.
with
columns_held as (
    select * from {{ ref('column_register') }}
),

untraced as (
    select
        table_name,
        column_name
    from columns_held
    where
        sensitivity
        in ('pseudonym', 'special_category', 'demographic', 'place', 'event')
        and (
            lawful_basis is null
            or retention_years is null
            or (
                notice_item is null
                and origin_column != '_borough_code'
                and coalesce(derived_from, '') != 'as_of_date'
            )
        )
)

select * from untraced
