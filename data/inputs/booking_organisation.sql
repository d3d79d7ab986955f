-- Only associations are counted, and an event is a row only if its organiser is one.
SELECT
    month, district, sub_district, major_district, department, unit, space, source,
    organisation IS NOT NULL AS is_known
FROM booking
WHERE is_use AND booker_type = 'association'
UNION ALL BY NAME
SELECT
    month, district, sub_district, major_district, department, 'unknown' AS unit, 'unknown' AS space,
    source, true AS is_known
FROM organised_event
