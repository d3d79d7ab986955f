SELECT
    date, month, district, sub_district, major_district,
    coalesce(person_hours, 0) AS numerator
FROM volunteer_record
WHERE is_completed
UNION ALL BY NAME
SELECT
    month, district, sub_district, major_district,
    residents AS denominator
FROM resident_month
