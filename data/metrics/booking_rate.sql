-- Spaces without bookable time have no rows here: they are left out of both sides.
SELECT
    date, month, weekday, hour, district, sub_district, major_district, department, unit, space,
    source,
    occupied_minutes AS numerator
FROM space_hour
UNION ALL BY NAME
SELECT
    date, month, weekday, hour, district, sub_district, major_district, department, unit, space,
    source,
    bookable_minutes AS denominator
FROM space_hour
