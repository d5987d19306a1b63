with recursive
declared as (
    {{ declared_columns() }}
),

declarations as (
    select
        column_name,
        max_by(description, sensitivity is not null) as description,
        max(notice_item) as notice_item,
        max(purpose) as purpose,
        max(sensitivity) as sensitivity,
        max(derived_from) as derived_from,
        count(distinct sensitivity) as declarations
    from declared
    group by column_name
),

-- What a column is made of, and that of, until a field of the notice is reached.
lineage as (
    select
        column_name,
        column_name as origin_column,
        notice_item,
        purpose,
        derived_from,
        0 as steps
    from declarations
    union all
    select
        lineage.column_name,
        declarations.column_name as origin_column,
        declarations.notice_item,
        declarations.purpose,
        declarations.derived_from,
        lineage.steps + 1 as steps
    from lineage
    inner join declarations on lineage.derived_from = declarations.column_name
    where lineage.notice_item is null and lineage.steps < 9
),

origins as (
    select * from lineage
    qualify row_number() over (partition by column_name order by steps desc) = 1
),

inherited as (
    select
        declared.zone,
        declared.table_name,
        declared.column_name,
        coalesce(declared.description, declarations.description) as description,
        declared.source_field,
        declared.code_set,
        origins.origin_column,
        origins.notice_item,
        origins.purpose,
        declarations.sensitivity,
        declarations.derived_from,
        declared.lawful_basis,
        case
            when declarations.sensitivity = 'special_category'
                then declared.special_category_condition
        end as special_category_condition,
        declared.retention_years,
        declared.is_by_extension,
        declarations.declarations
    from declared
    inner join declarations on declared.column_name = declarations.column_name
    inner join origins on declared.column_name = origins.column_name
)

select * from inherited
