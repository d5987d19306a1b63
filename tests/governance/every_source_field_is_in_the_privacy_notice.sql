with
columns_held as (
    select * from {{ ref('column_register') }}
),

items as (
    select * from {{ ref('privacy_notice_items') }}
),

purposes as (
    select * from {{ ref('purposes') }}
),

unnamed as (
    select
        columns_held.table_name,
        columns_held.column_name
    from columns_held
    left join items on columns_held.notice_item = items.notice_item
    left join purposes on columns_held.purpose = purposes.purpose
    where
        columns_held.source_field is not null
        and (items.notice_item is null or purposes.purpose is null)
)

select * from unnamed
