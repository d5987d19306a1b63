with
declared as (
    {{ declared_columns() }}
),

declarations as (
    select
        column_name,
        max(notice_item) as notice_item,
        max(purpose) as purpose,
        max(sensitivity) as sensitivity,
        max(derived_from) as derived_from,
        count(distinct sensitivity) as declarations
    from declared
    group by column_name
),

inherited as (
    select
        declared.zone,
        declared.table_name,
        declared.column_name,
        declared.source_field,
        declared.code_set,
        declarations.notice_item,
        declarations.purpose,
        declarations.sensitivity,
        declarations.derived_from,
        declared.is_by_extension,
        declarations.declarations
    from declared
    inner join declarations on declared.column_name = declarations.column_name
)

select * from inherited
