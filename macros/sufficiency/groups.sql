{# Kinds of home, as the DfE groups them, but for two: fostering by relatives stands apart,
   and so does independent living (H5, P2) from the supported accommodation (K3) that had
   to be registered from 28 October 2023: the two are not one series. #}
{% macro placement_kind(placement_type_code) -%}
    case
        when {{ placement_type_code }} in ('U1', 'U2', 'U3') then 'foster_relative'
        when {{ placement_type_code }} in ('U4', 'U5', 'U6') then 'foster_other'
        when {{ placement_type_code }} in ('A3', 'A4', 'A5', 'A6') then 'adoption'
        when {{ placement_type_code }} = 'P1' then 'parents'
        when {{ placement_type_code }} in ('K1', 'K2') then 'childrens_home'
        when {{ placement_type_code }} = 'K3' then 'supported'
        when {{ placement_type_code }} in ('H5', 'P2') then 'independent'
        when {{ placement_type_code }} in ('P3', 'R1', 'R2', 'R3', 'R5', 'S1')
            then 'residential'
        when {{ placement_type_code }} is null then 'not_known'
        else 'other'
    end
{%- endmacro %}

{# Who provides it. Parents are no provider. #}
{% macro provider_sector(placement_provider_code) -%}
    case {{ placement_provider_code }}
        when 'PR1' then 'own'
        when 'PR2' then 'other_public'
        when 'PR3' then 'other_public'
        when 'PR4' then 'private'
        when 'PR5' then 'voluntary'
        else 'none'
    end
{%- endmacro %}

{% macro legal_status_group(legal_status_code) -%}
    case
        when {{ legal_status_code }} = 'C1' then 'interim_care_order'
        when {{ legal_status_code }} = 'C2' then 'full_care_order'
        when {{ legal_status_code }} in ('E1', 'D1') then 'placement_order'
        when {{ legal_status_code }} = 'V2' then 'section_20'
        when {{ legal_status_code }} in ('L1', 'L2', 'L3') then 'child_protection'
        when {{ legal_status_code }} in ('J1', 'J2', 'J3') then 'youth_justice'
        else 'not_known'
    end
{%- endmacro %}

{# N7 and N9, of whom there are few, and N0 stand together. #}
{% macro need_group(category_of_need_code) -%}
    case
        when {{ category_of_need_code }} in ('N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'N8')
            then {{ category_of_need_code }}
        else 'other'
    end
{%- endmacro %}

{# Where children went who ceased to be looked after. #}
{% macro leaving_reason(reason_ceased_code) -%}
    case
        when {{ reason_ceased_code }} in ('E4A', 'E4B') then 'home'
        when {{ reason_ceased_code }} = 'E13' then 'relatives'
        when {{ reason_ceased_code }} in ('E11', 'E12') then 'adopted'
        when {{ reason_ceased_code }} in ('E43', 'E44', 'E45', 'E46', 'E47', 'E48')
            then 'special_guardianship'
        when {{ reason_ceased_code }} = 'E41' then 'arrangements_order'
        when {{ reason_ceased_code }} in ('E5', 'E6') then 'independent'
        when {{ reason_ceased_code }} = 'E17' then 'staying_put'
        when {{ reason_ceased_code }} in ('E9', 'E14') then 'custody_or_remand_ended'
        when {{ reason_ceased_code }} = 'E3' then 'other_authority'
        when {{ reason_ceased_code }} is null then 'not_known'
        else 'other'
    end
{%- endmacro %}
