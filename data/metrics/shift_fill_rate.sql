-- Shifts without any volunteer count too, so is_completed is not required.
SELECT
    date, month, weekday, district, sub_district, major_district, department, unit, source,
    activity,
    attended AS numerator
FROM volunteer_record
WHERE demand > 0
UNION ALL BY NAME
SELECT
    date, month, weekday, district, sub_district, major_district, department, unit, source,
    activity,
    demand AS denominator
FROM volunteer_record
WHERE demand > 0
