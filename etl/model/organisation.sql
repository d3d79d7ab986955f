-- grain: one row per association; its number holds within this build only
SELECT organisation_key, cast(row_number() OVER (ORDER BY min(row_id)) AS INTEGER) AS organisation
FROM landing_bookings
WHERE organisation_key IS NOT NULL
GROUP BY organisation_key
