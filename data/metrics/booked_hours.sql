SELECT
    date, month, weekday, hour, district, sub_district, major_district, department, unit, space,
    source, booker_type, kind, purpose, age_group, home_major_district,
    booked_minutes AS numerator
FROM booking_hour
