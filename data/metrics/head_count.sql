SELECT
    date, month, weekday, hour, district, sub_district, major_district, department, unit, space,
    source, booker_type, kind, purpose, age_group, home_major_district,
    persons AS numerator
FROM booking
WHERE is_use AND persons > 0
