with
{{ practice_table(ref('benchmark_totals'), noise=0) }}

select * from practice_table
