select distinct
    column_name,
    declarations
from {{ ref('column_register') }}
where declarations != 1
