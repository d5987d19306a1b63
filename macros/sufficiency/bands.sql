{# Sectors cannot tell 19 miles from 21: from 18 to 22 it is not known on which side of 20,
   the distance that the DfE publishes, the placement is. #}
{% macro distance_band(miles) -%}
    case
        when {{ miles }} is null then 'not_known'
        when {{ miles }} < 5 then 'under_5'
        when {{ miles }} < 10 then '5_to_10'
        when {{ miles }} < 18 then '10_to_18'
        when {{ miles }} <= 22 then '18_to_22'
        else 'over_22'
    end
{%- endmacro %}

{# How long something has lasted on a day, in whole calendar months and years. #}
{% macro time_band(start_date, day) -%}
    case
        when {{ start_date }} is null or {{ day }} is null then 'not_known'
        when {{ start_date }} > {{ day }} - interval 6 month then 'under_6_months'
        when {{ start_date }} > {{ day }} - interval 1 year then '6_to_12_months'
        when {{ start_date }} > {{ day }} - interval 2 year then '1_to_2_years'
        when {{ start_date }} > {{ day }} - interval 5 year then '2_to_5_years'
        else '5_years_or_more'
    end
{%- endmacro %}
