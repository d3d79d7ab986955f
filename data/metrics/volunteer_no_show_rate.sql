-- A source that never records a no-show would make its rate look like zero.
SELECT
    date, month, weekday, district, sub_district, major_district, department, unit, source,
    activity,
    no_show AS numerator
FROM volunteer_record
WHERE counts_no_show
UNION ALL BY NAME
SELECT
    date, month, weekday, district, sub_district, major_district, department, unit, source,
    activity,
    coalesce(no_show, 0) + coalesce(attended, 0) AS denominator
FROM volunteer_record
WHERE counts_no_show
