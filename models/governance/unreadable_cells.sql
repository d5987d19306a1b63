with
unreadable as (
    {{ unreadable_values('annex_a', [
        'referrals', 'assessments', 'section_47_enquiries', 'children_in_need',
        'child_protection', 'children_looked_after'
    ]) }}
    union all
    {{ unreadable_values('cin_census', [
        'child_identifiers', 'child_characteristics', 'cin_details', 'assessments',
        'section_47_enquiries', 'cin_plans', 'child_protection_plans',
        'child_protection_reviews'
    ]) }}
    union all
    {{ unreadable_values('ssda903', [
        'header', 'episodes', 'reviews', 'placed_for_adoption'
    ]) }}
)

select * from unreadable
