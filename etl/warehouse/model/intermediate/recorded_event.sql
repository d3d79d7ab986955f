-- grain: one row per event of a mapped system that was not cancelled
-- Those who came count; where nobody counted them, those who registered.
SELECT
    e.start_date AS date,
    coalesce(e.district, 'unknown') AS district,
    'unknown' AS sub_district,
    coalesce(a.parent_code, 'unknown') AS major_district,
    coalesce(e.department, 'unknown') AS department,
    e.source,
    e.organiser_key,
    e.registered,
    e.attended
FROM landing_event_records AS e
LEFT JOIN participation_superseded AS s ON e.row_id = s.row_id
LEFT JOIN reference_areas AS a ON a.level = 'district' AND e.district = a.area_code
WHERE s.row_id IS NULL AND NOT coalesce(e.is_cancelled, false)
