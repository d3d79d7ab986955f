-- Others than the owner are all booker types but the city, unknown ones included.
SELECT
    date, month, weekday, hour, district, sub_district, major_district, department,
    department AS owner_department, unit, space, source, booker_type, kind, purpose, age_group,
    home_major_district,
    booked_minutes AS numerator
FROM booking_hour
WHERE booker_type <> 'city'
UNION ALL BY NAME
SELECT
    date, month, weekday, hour, district, sub_district, major_district, department,
    department AS owner_department, unit, space, source, booker_type, kind, purpose, age_group,
    home_major_district,
    booked_minutes AS denominator
FROM booking_hour
