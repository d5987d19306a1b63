{# Straight miles between the centres of two postcode sectors, as the DfE reckons them
   from a grid reference; unrounded. `origin` and `target` are rows of postcode_sectors. #}
{% macro miles_between(origin, target) -%}
    (
        sqrt(
            power({{ origin }}.easting - {{ target }}.easting, 2)
            + power({{ origin }}.northing - {{ target }}.northing, 2)
        ) / 1609.3e0
    )
{%- endmacro %}

{# What that distance may be wrong by: 19 postcodes in 20 are no further from their
   sector's centre than this, at both ends. #}
{% macro miles_between_uncertainty(origin, target) -%}
    (({{ origin }}.radius_p95_metres + {{ target }}.radius_p95_metres) / 1609.3e0)
{%- endmacro %}
