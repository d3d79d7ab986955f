SELECT
    date, month, weekday, hour, district, sub_district, major_district, department, unit, space,
    source, booker_type, kind, purpose, age_group, home_major_district,
    booker AS numerator
FROM booking
WHERE is_use AND booker IS NOT NULL
