with
{{ heterogeneity_table(
    ref('equality_counts'), ref('equality_population_counts'), noise=0, fewest=0
) }}

select * from heterogeneity_table
