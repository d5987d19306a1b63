{% test no_overlapping_episodes(model, per, start_date, end_date) %}
select
    {{ per }},
    {{ start_date }}
from {{ model }}
qualify
    {{ start_date }} < max(coalesce({{ end_date }}, date '9999-12-31')) over (
        partition by {{ per }}
        order by {{ start_date }}
        rows between unbounded preceding and 1 preceding
    )
{% endtest %}
