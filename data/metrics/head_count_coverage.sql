SELECT
    date, month, weekday, hour, district, sub_district, major_district, department, unit, space,
    source, booker_type, kind, purpose, age_group, home_major_district,
    1 AS numerator
FROM booking
WHERE is_use AND persons > 0
UNION ALL BY NAME
SELECT
    date, month, weekday, hour, district, sub_district, major_district, department, unit, space,
    source, booker_type, kind, purpose, age_group, home_major_district,
    1 AS denominator
FROM booking
WHERE is_use
