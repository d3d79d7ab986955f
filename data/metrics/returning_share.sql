SELECT
    date, month, weekday, district, sub_district, major_district, department, unit, source,
    activity,
    volunteer AS numerator
FROM volunteer_record
WHERE is_completed AND is_returning
UNION ALL BY NAME
SELECT
    date, month, weekday, district, sub_district, major_district, department, unit, source,
    activity,
    volunteer AS denominator
FROM volunteer_record
WHERE is_completed AND volunteer IS NOT NULL
