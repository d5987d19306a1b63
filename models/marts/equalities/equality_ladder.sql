with
{{ ladder_table(ref('ladder_counts'), ref('equality_counts'), noise=0, fewest=0) }}

select * from ladder_table
