SELECT
    date, month, district, sub_district, major_district, department, unit, space, source,
    booker_type, purpose, age_group,
    1 AS numerator
FROM seasonal_section
WHERE has_slot
UNION ALL BY NAME
SELECT
    date, month, district, sub_district, major_district, department, unit, space, source,
    booker_type, purpose, age_group,
    1 AS denominator
FROM seasonal_section
