SELECT
    date, month, weekday, hour, district, sub_district, major_district, department,
    department AS owner_department, unit, space, source,
    occupied_by_others_minutes AS numerator
FROM space_hour
UNION ALL BY NAME
SELECT
    date, month, weekday, hour, district, sub_district, major_district, department,
    department AS owner_department, unit, space, source,
    bookable_minutes AS denominator
FROM space_hour
