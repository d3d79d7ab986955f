-- grain: one row per approved park clean-up, with the effort its organiser expected
-- An event of several days counts at most eight hours for each local day.
WITH in_force AS (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER (
                PARTITION BY record_id ORDER BY updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
            ) AS version
        FROM landing_volunteer_events
    ) AS versions
    WHERE version = 1 AND state = 'approved'
),

touched AS (
    SELECT
        row_id,
        begin_utc,
        end_utc,
        unnest(
            generate_series(local_hour_start(begin_utc), end_utc - INTERVAL '1' SECOND, INTERVAL '1' HOUR)
        ) AS hour_utc
    FROM in_force
),

daily AS (
    SELECT
        t.row_id,
        l.date,
        sum(
            date_diff(
                'second',
                greatest(t.begin_utc, t.hour_utc),
                least(t.end_utc, t.hour_utc + INTERVAL '1' HOUR)
            )
        ) AS seconds
    FROM touched AS t
    INNER JOIN local_hour AS l ON t.hour_utc = l.hour_utc
    GROUP BY t.row_id, l.date
),

effort AS (
    SELECT row_id, min(date) AS date, sum(least(seconds, 8 * 3600)) AS seconds
    FROM daily
    GROUP BY row_id
)

SELECT
    d.date,
    cast(date_trunc('month', d.date) AS DATE) AS month,
    cast(isodow(d.date) AS INTEGER) AS weekday,
    coalesce(a.district, 'unknown') AS district,
    coalesce(a.sub_district, 'unknown') AS sub_district,
    coalesce(a.major_district, 'unknown') AS major_district,
    'unknown' AS department,
    e.source,
    'unknown' AS activity,
    e.expected_people,
    cast(e.expected_people * d.seconds / 3600 AS DECIMAL(18, 6)) AS person_hours_estimated
FROM in_force AS e
INNER JOIN effort AS d ON e.row_id = d.row_id
LEFT JOIN area_of_point AS a ON e.longitude = a.longitude AND e.latitude = a.latitude
