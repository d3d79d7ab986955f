-- A completed record without hours is a shift of no hours, but it happened.
SELECT
    date, month, weekday, district, sub_district, major_district, department, unit, source,
    activity,
    coalesce(person_hours, 0) AS numerator
FROM volunteer_record
WHERE is_completed
