{# How children are grouped to be compared. #}
{% macro ethnicity_or_unknown(ethnicity_code) -%}
    case
        when {{ ethnicity_code }} is null then 'UNKN'
        when {{ ethnicity_code }} in ('REFU', 'NOBT') then 'UNKN'
        else {{ ethnicity_code }}
    end
{%- endmacro %}

{# A child whose age or sex is not told (F or M) is in neither: a stratum of its own. An
   unborn child is in the youngest band. #}
{% macro age_band(age_months, sex) -%}
    case
        when {{ age_months }} is null then 'not known'
        when coalesce({{ sex }}, '') not in ('F', 'M') then 'not known'
        else {{ years_band(age_months) }}
    end
{%- endmacro %}
