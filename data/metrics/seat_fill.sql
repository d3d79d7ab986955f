-- Seat minutes exist only where both the persons and the capacity are known.
SELECT
    date, month, weekday, hour, district, sub_district, major_district, department, unit, space,
    source, booker_type, kind, purpose, age_group, home_major_district,
    seat_minutes_used AS numerator
FROM booking_hour
WHERE seat_minutes > 0
UNION ALL BY NAME
SELECT
    date, month, weekday, hour, district, sub_district, major_district, department, unit, space,
    source, booker_type, kind, purpose, age_group, home_major_district,
    seat_minutes AS denominator
FROM booking_hour
WHERE seat_minutes > 0
