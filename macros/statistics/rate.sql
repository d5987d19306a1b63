{# Children per 10,000 (or per another base) of a population. #}
{% macro rate_per(children, population, per=10000) -%}
    ({{ per }} * {{ children }} / nullif({{ population }}, 0))
{%- endmacro %}

{# 95 % limits of a count. Byar's, in the form of England's public health (x and x + 1);
   under ten, where an approximation will not do, the exact ones of Garwood. #}
{% macro count_low(children) -%}
    case
        when {{ children }} < 10 then poisson_low({{ children }})
        else {{ byar_low(children) }}
    end
{%- endmacro %}

{% macro count_high(children) -%}
    case
        when {{ children }} < 10 then poisson_high({{ children }})
        else {{ byar_high(children) }}
    end
{%- endmacro %}

{% macro byar_low(children) -%}
    case
        when {{ children }} = 0 then 0
        else {{ children }} * power(
            1 - 1.0 / (9 * nullif({{ children }}, 0))
            - {{ z95() }} / (3 * sqrt(nullif({{ children }}, 0))), 3
        )
    end
{%- endmacro %}

{% macro byar_high(children) -%}
    (
        ({{ children }} + 1) * power(
            1 - 1.0 / (9 * ({{ children }} + 1))
            + {{ z95() }} / (3 * sqrt({{ children }} + 1)), 3
        )
    )
{%- endmacro %}

{# 95 % limits of a share, `side` -1 or 1: Wilson's, as England's public health has it. #}
{% macro share_limit(part, whole, side) -%}
    (
        (
            {{ part }} + power({{ z95() }}, 2) / 2
            + ({{ side }}) * {{ z95() }} * sqrt(
                greatest({{ part }} * ({{ whole }} - {{ part }}), 0) / nullif({{ whole }}, 0)
                + power({{ z95() }}, 2) / 4
            )
        ) / nullif({{ whole }} + power({{ z95() }}, 2), 0)
    )
{%- endmacro %}
