-- A closure is never a booking, not even a denied one.
SELECT
    date, month, weekday, hour, district, sub_district, major_district, department, unit, space,
    source, booker_type, kind, purpose, age_group, home_major_district,
    1 AS numerator
FROM booking
WHERE state = 'denied' AND kind <> 'closure'
UNION ALL BY NAME
SELECT
    date, month, weekday, hour, district, sub_district, major_district, department, unit, space,
    source, booker_type, kind, purpose, age_group, home_major_district,
    1 AS denominator
FROM booking
WHERE state IN ('denied', 'cancelled', 'confirmed') AND kind <> 'closure'
