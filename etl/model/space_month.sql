-- grain: one row per space and month; the sums of space_hour, which has the days and hours
SELECT
    cast(NULL AS DATE) AS date,
    month,
    cast(NULL AS INTEGER) AS weekday,
    cast(NULL AS INTEGER) AS hour,
    district,
    sub_district,
    major_district,
    department,
    unit,
    space,
    source,
    cast(sum(bookable_minutes) AS DECIMAL(18, 6)) AS bookable_minutes,
    cast(sum(occupied_minutes) AS DECIMAL(18, 6)) AS occupied_minutes,
    cast(sum(occupied_by_others_minutes) AS DECIMAL(18, 6)) AS occupied_by_others_minutes
FROM space_hour
GROUP BY month, district, sub_district, major_district, department, unit, space, source
