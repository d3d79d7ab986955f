SELECT
    date, month, weekday, hour, district, sub_district, major_district, department, unit, space,
    source,
    bookable_minutes - occupied_minutes AS numerator
FROM space_hour
