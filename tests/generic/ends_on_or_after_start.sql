{% test ends_on_or_after_start(model, start_date, end_date) %}
select
    {{ start_date }},
    {{ end_date }}
from {{ model }}
where {{ end_date }} < {{ start_date }}
{% endtest %}
