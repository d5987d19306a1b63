with
source as (
    {{ unrestricted('ssda903', 'episodes') }}
),

typed as (
    select
        _submission_id as submission_id,
        _source_row as source_row,
        _borough_code as borough_code,
        {{ surrogate_key(['_borough_code', 'child_id']) }} as child_key,
        {{ typed('episode_start_date', 'date') }} as episode_start_date,
        {{ coded('reason_new_episode_code', 'reason_new_episode') }}
            as reason_new_episode_code,
        {{ coded('legal_status_code', 'legal_status') }} as legal_status_code,
        {{ coded('category_of_need_code', 'need') }} as category_of_need_code,
        {{ coded('placement_type_code', 'placement_type') }} as placement_type_code,
        {{ coded('placement_provider_code', 'placement_provider') }}
            as placement_provider_code,
        {{ typed('episode_end_date', 'date') }} as episode_end_date,
        {{ coded('reason_ceased_code', 'reason_ceased') }} as reason_ceased_code,
        {{ coded('reason_placement_change_code', 'reason_placement_change') }}
            as reason_placement_change_code,
        {{ typed('home_sector', 'sector') }} as home_sector,
        {{ typed('placement_sector', 'sector') }} as placement_sector
    from source
),

keyed as (
    select
        {{ surrogate_key(['child_key', 'episode_start_date']) }}
            as cla_episode_key,
        *
    from typed
)

select * from keyed
