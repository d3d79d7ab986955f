-- grain: one row per hour of UTC between the first and the last row of the data, with its local time
-- Splitting at local_hour_start (etl/warehouse/staging.py) splits at local hours and midnights.
WITH span AS (
    SELECT min(begin_utc) AS first_utc, max(end_utc) AS last_utc FROM landing_bookings
    UNION ALL
    SELECT min(begin_utc) AS first_utc, max(end_utc) AS last_utc FROM landing_bookable_spans
    UNION ALL
    SELECT min(begin_utc) AS first_utc, max(end_utc) AS last_utc FROM opening_interval
    UNION ALL
    SELECT min(begin_utc) AS first_utc, max(end_utc) AS last_utc FROM landing_volunteer_events
),

bounds AS (
    SELECT
        local_hour_start(date_trunc('day', min(first_utc)) - INTERVAL '1' DAY) AS first_utc,
        date_trunc('day', max(last_utc)) + INTERVAL '2' DAY AS last_utc
    FROM span
),

hours AS (
    SELECT unnest(generate_series(first_utc, last_utc, INTERVAL '1' HOUR)) AS hour_utc
    FROM bounds
    WHERE first_utc IS NOT NULL
),

local_time AS (
    SELECT
        h.hour_utc,
        h.hour_utc AT TIME ZONE 'UTC' AT TIME ZONE p.time_zone AS wall_clock
    FROM hours AS h
    CROSS JOIN build_parameter AS p
)

SELECT
    hour_utc,
    cast(wall_clock AS DATE) AS date,
    cast(date_trunc('month', wall_clock) AS DATE) AS month,
    cast(isodow(wall_clock) AS INTEGER) AS weekday,
    cast(hour(wall_clock) AS INTEGER) AS hour
FROM local_time
