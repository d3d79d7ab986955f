-- grain: one row per weekly slot allocated in an application round; cancelled applications left out
SELECT
    i.date,
    i.month,
    cast(r.weekday AS INTEGER) AS weekday,
    coalesce(p.district, 'unknown') AS district,
    coalesce(p.sub_district, 'unknown') AS sub_district,
    coalesce(p.major_district, 'unknown') AS major_district,
    coalesce(p.department, 'unknown') AS department,
    coalesce(p.unit, 'unknown') AS unit,
    coalesce(p.space, 'unknown') AS space,
    i.source,
    i.booker_type,
    i.purpose,
    i.age_group,
    -- Exports write an end at midnight as 0:00.
    CASE
        WHEN r.slot_end_minute > r.slot_begin_minute THEN r.slot_end_minute - r.slot_begin_minute
        ELSE r.slot_end_minute + 1440 - r.slot_begin_minute
    END AS allocated_minutes_per_week
FROM landing_seasonal_sections AS r
LEFT JOIN seasonal_superseded AS s ON r.row_id = s.row_id
INNER JOIN seasonal_section AS i ON r.section = i.section
LEFT JOIN space_by_name AS n ON lower(r.space_name || ', ' || r.unit_name) = n.name
LEFT JOIN space AS p ON n.space = p.space
WHERE s.row_id IS NULL AND r.is_result AND r.slot_begin_minute IS NOT NULL AND r.slot_end_minute IS NOT NULL
