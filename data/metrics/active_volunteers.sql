SELECT
    date, month, weekday, district, sub_district, major_district, department, unit, source,
    activity,
    volunteer AS numerator
FROM volunteer_record
WHERE is_completed AND volunteer IS NOT NULL
