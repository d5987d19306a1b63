{% test falls_within(
    model, key, start_date, end_date, parent, parent_start_date, parent_end_date
) %}
select
    model.{{ start_date }},
    parent.{{ parent_start_date }}
from {{ model }} as model
inner join {{ parent }} as parent on model.{{ key }} = parent.{{ key }}
where
    model.{{ start_date }} < parent.{{ parent_start_date }}
    or coalesce(model.{{ end_date }}, date '9999-12-31')
    > coalesce(parent.{{ parent_end_date }}, date '9999-12-31')
{% endtest %}
