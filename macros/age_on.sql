{# Completed years on a day. A birth is held as the first of its month, so an age is exact
   to the month, and one year too high from the first of the birthday's month until the
   birthday. Null before the month of birth: an unborn child has no age. #}
{% macro age_on(birth_month, day) -%}
    case
        when {{ birth_month }} <= {{ day }}
            then
                year({{ day }}) - year({{ birth_month }})
                - case when month({{ day }}) < month({{ birth_month }}) then 1 else 0 end
    end
{%- endmacro %}

{# The bands of age that the DfE publishes children looked after by, from whole months. #}
{% macro years_band(age_months) -%}
    case
        when {{ age_months }} < 12 then '0'
        when {{ age_months }} < 60 then '1 to 4'
        when {{ age_months }} < 120 then '5 to 9'
        when {{ age_months }} < 192 then '10 to 15'
        else '16 and over'
    end
{%- endmacro %}
