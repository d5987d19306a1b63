with
unreadable as (
    {{ unreadable_values('annex_a', [
        'referrals', 'assessments', 'section_47_enquiries', 'children_in_need',
        'child_protection', 'children_looked_after'
    ]) }}
)

select * from unreadable
