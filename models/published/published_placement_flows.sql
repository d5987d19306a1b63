-- depends_on: {{ ref('column_register') }}
with
cells as (
    select * from {{ ref('protected_sufficiency_counts') }}
    where measure = 'destination'
),

boroughs as (
    select * from {{ ref('boroughs') }}
),

categories as (
    select * from {{ ref('sufficiency_categories') }}
    where measure = 'destination'
),

published as (
    select
        cells.time_period,
        boroughs.gss_code as area_gss_code,
        boroughs.borough_name as area_name,
        boroughs.borough_name as origin_area,
        case
            when cells.category = 'own' then boroughs.borough_name
            else categories.category_label
        end as destination,
        cells.children
    from cells
    inner join boroughs on cells.borough_code = boroughs.borough_code
    inner join categories on cells.category = categories.category
)

select * from published
