{# What rounding adds to the variance of a log odds ratio. A figure x is off by noise of
   variance x(5 - x) below five, about 4 above: never more than 4x. A published count is a
   sum of so many figures; nothing bounds the sum, so its noise is that of one figure for
   each of them, or for each child if those are fewer (most figures of a small group are
   true zeros, which do not move). `noise` is 4 for protected counts, 0 for true ones. #}
{% macro rounding_variance(a, b, c, d, cells, reference_cells, noise) -%}
    (
        {{ noise }} * (
            least({{ cells }}, {{ a }}) / power(nullif({{ a }}, 0), 2)
            + least({{ cells }}, {{ b }}) / power(nullif({{ b }}, 0), 2)
            + least({{ reference_cells }}, {{ c }}) / power(nullif({{ c }}, 0), 2)
            + least({{ reference_cells }}, {{ d }}) / power(nullif({{ d }}, 0), 2)
        )
    )
{%- endmacro %}
