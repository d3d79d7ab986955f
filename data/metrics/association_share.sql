SELECT
    date, month, weekday, hour, district, sub_district, major_district, department,
    department AS owner_department, unit, space, source, booker_type, kind, purpose, age_group,
    home_major_district,
    booked_minutes AS numerator
FROM booking_hour
WHERE booker_type = 'association'
UNION ALL BY NAME
SELECT
    date, month, weekday, hour, district, sub_district, major_district, department,
    department AS owner_department, unit, space, source, booker_type, kind, purpose, age_group,
    home_major_district,
    booked_minutes AS denominator
FROM booking_hour
