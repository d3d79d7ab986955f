-- grain: one row per pseudonymous booker; the number identifies it within this build only
SELECT booker_key, cast(row_number() OVER (ORDER BY min(row_id)) AS INTEGER) AS booker
FROM landing_bookings
WHERE booker_key IS NOT NULL
GROUP BY booker_key
