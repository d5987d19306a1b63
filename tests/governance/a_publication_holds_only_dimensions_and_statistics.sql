select
    table_name,
    column_name
from {{ ref('column_register') }}
where
    zone = 'published'
    and coalesce(sensitivity, '') not in ('dimension', 'statistic')
