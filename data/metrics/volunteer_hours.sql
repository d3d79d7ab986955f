-- A completed record without hours is a shift of zero hours that took place.
SELECT
    date, month, weekday, district, sub_district, major_district, department, unit, source,
    activity,
    coalesce(person_hours, 0) AS numerator
FROM volunteer_record
WHERE is_completed
