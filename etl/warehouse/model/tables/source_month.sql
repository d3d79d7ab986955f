-- grain: one row per source, kind of data and month with rows in force; a missing export is a gap
WITH covered AS (
    SELECT source, 'bookings' AS data, month FROM booking
    UNION ALL
    SELECT source, 'bookable_time' AS data, month FROM space_month
    UNION ALL
    SELECT source, 'volunteering' AS data, month FROM volunteer_record
    UNION ALL
    SELECT source, 'volunteering' AS data, month FROM volunteer_event
    UNION ALL
    SELECT source, 'participation' AS data, month FROM participation
    UNION ALL
    SELECT source, 'seasonal' AS data, month FROM seasonal_section
    UNION ALL
    SELECT source, 'opening_hours' AS data, cast(date_trunc('month', day.date) AS DATE) AS month
    FROM (SELECT source, unnest(bookable_days) AS day FROM landing_opening_hours) AS opening
)

SELECT source, data, month, count(*) AS rows
FROM covered
WHERE month IS NOT NULL
GROUP BY source, data, month
