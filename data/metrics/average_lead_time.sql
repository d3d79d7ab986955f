-- Bookings entered afterwards have negative lead times, which say nothing about planning.
SELECT
    date, month, weekday, hour, district, sub_district, major_district, department, unit, space,
    source, booker_type, kind, purpose, age_group, home_major_district,
    lead_time_days AS numerator
FROM booking
WHERE is_use AND kind = 'customer' AND lead_time_days >= 0
UNION ALL BY NAME
SELECT
    date, month, weekday, hour, district, sub_district, major_district, department, unit, space,
    source, booker_type, kind, purpose, age_group, home_major_district,
    1 AS denominator
FROM booking
WHERE is_use AND kind = 'customer' AND lead_time_days >= 0
