SELECT
    date, month, weekday, district, sub_district, major_district, department, unit, space, source,
    booker_type, kind, purpose, age_group, home_major_district,
    organisation AS numerator
FROM booking
WHERE is_use AND booker_type = 'association' AND organisation IS NOT NULL
UNION ALL BY NAME
SELECT
    date, month, weekday, district, sub_district, major_district, department, 'unknown' AS unit,
    'unknown' AS space, source, 'association' AS booker_type, 'unknown' AS kind, 'unknown' AS purpose,
    'unknown' AS age_group, 'unknown' AS home_major_district,
    organisation AS numerator
FROM organised_event
