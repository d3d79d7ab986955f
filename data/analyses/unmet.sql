-- grain: one row per denied booking or unmet seasonal wish, and local hour that it covers
-- The numerator is minutes that were requested and not received. Denied bookings are cut into hours here,
-- since booking_hour has none: each span of time once, as many bookings share it. A seasonal wish without a
-- slot counts in every week of its season, at the requested time; where no export gives that time, it has no
-- weekday and no hour, and a narrower window leaves it out.
WITH denied AS (
    SELECT district, sub_district, major_district, department, unit, space, begin_utc, end_utc
    FROM booking
    WHERE state = 'denied' AND kind <> 'closure'
),

touched AS (
    SELECT
        begin_utc, end_utc,
        unnest(
            generate_series(
                -- The start of the local hour: not every zone is whole hours away from UTC.
                begin_utc - (begin_local - date_trunc('hour', begin_local)),
                end_utc - INTERVAL '1' SECOND,
                INTERVAL '1' HOUR
            )
        ) AS hour_utc
    FROM (
        SELECT
            begin_utc, end_utc,
            begin_utc AT TIME ZONE 'UTC' AT TIME ZONE current_setting('TimeZone') AS begin_local
        FROM (SELECT DISTINCT begin_utc, end_utc FROM denied) AS span
    ) AS local_span
),

placed AS (
    SELECT
        begin_utc, end_utc,
        hour_utc AT TIME ZONE 'UTC' AT TIME ZONE current_setting('TimeZone') AS wall_clock,
        date_diff('second', greatest(begin_utc, hour_utc), least(end_utc, hour_utc + INTERVAL '1' HOUR))
        / 60 AS minutes
    FROM touched
),

span_hour AS (
    SELECT
        begin_utc, end_utc,
        cast(wall_clock AS DATE) AS date,
        cast(date_trunc('month', wall_clock) AS DATE) AS month,
        cast(isodow(wall_clock) AS INTEGER) AS weekday,
        cast(hour(wall_clock) AS INTEGER) AS hour,
        minutes
    FROM placed
)

SELECT
    date, month, weekday, hour,
    district, sub_district, major_district, department, unit, space,
    minutes AS numerator
FROM denied
INNER JOIN span_hour USING (begin_utc, end_utc)
UNION ALL BY NAME
SELECT
    cast(day AS DATE) AS date,
    cast(date_trunc('month', day) AS DATE) AS month,
    weekday,
    hour,
    district, sub_district, major_district, department, unit, space,
    unmet_minutes_per_week AS numerator
FROM (
    SELECT
        *,
        unnest(
            generate_series(
                season_begin + cast((coalesce(weekday, 1) - isodow(season_begin) + 7) % 7 AS INTEGER),
                season_end,
                INTERVAL '7' DAY
            )
        ) AS day
    FROM seasonal_unmet
) AS weekly
