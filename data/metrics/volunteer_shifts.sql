SELECT
    date, month, weekday, district, sub_district, major_district, department, unit, source,
    activity,
    1 AS numerator
FROM volunteer_record
WHERE is_completed
