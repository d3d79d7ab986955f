-- grain: one row per space and month; sums of space_hour
WITH summed AS (
    SELECT
        month,
        space,
        source,
        sum(bookable_minutes) AS bookable_minutes,
        sum(occupied_minutes) AS occupied_minutes,
        sum(occupied_by_others_minutes) AS occupied_by_others_minutes
    FROM space_hour
    GROUP BY month, space, source
)

SELECT
    cast(NULL AS DATE) AS date,
    s.month,
    cast(NULL AS INTEGER) AS weekday,
    cast(NULL AS INTEGER) AS hour,
    p.district,
    p.sub_district,
    p.major_district,
    p.department,
    p.unit,
    s.space,
    s.source,
    cast(s.bookable_minutes AS DECIMAL(18, 6)) AS bookable_minutes,
    cast(s.occupied_minutes AS DECIMAL(18, 6)) AS occupied_minutes,
    cast(s.occupied_by_others_minutes AS DECIMAL(18, 6)) AS occupied_by_others_minutes
FROM summed AS s
INNER JOIN space AS p ON s.space = p.space
ORDER BY s.month
