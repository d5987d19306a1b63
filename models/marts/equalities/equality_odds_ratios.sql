with
{{ odds_ratio_table(
    ref('equality_counts'), ref('equality_population_counts'),
    ref('equality_counts_by_age_sex'), noise=0, fewest=0
) }}

select * from odds_ratio_table
