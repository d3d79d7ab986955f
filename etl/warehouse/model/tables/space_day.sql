-- grain: one row per day, district, department and source; sums of space_hour
WITH summed AS (
    SELECT
        date,
        month,
        weekday,
        district,
        major_district,
        department,
        source,
        sum(bookable_minutes) AS bookable_minutes,
        sum(occupied_minutes) AS occupied_minutes,
        sum(occupied_by_others_minutes) AS occupied_by_others_minutes
    FROM space_hour
    GROUP BY date, month, weekday, district, major_district, department, source
)

SELECT
    date,
    month,
    weekday,
    cast(NULL AS INTEGER) AS hour,
    district,
    cast(NULL AS VARCHAR) AS sub_district,
    major_district,
    department,
    cast(NULL AS VARCHAR) AS unit,
    cast(NULL AS VARCHAR) AS space,
    source,
    cast(bookable_minutes AS DECIMAL(18, 6)) AS bookable_minutes,
    cast(occupied_minutes AS DECIMAL(18, 6)) AS occupied_minutes,
    cast(occupied_by_others_minutes AS DECIMAL(18, 6)) AS occupied_by_others_minutes
FROM summed
ORDER BY month
