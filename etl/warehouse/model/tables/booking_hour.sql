-- grain: one row per use booking and local hour that it touches
WITH touched AS (
    SELECT
        booking_id, district, sub_district, major_district, department, unit, space, source, booker_type,
        kind, purpose, age_group, home_major_district, persons, capacity, begin_utc, end_utc,
        unnest(
            generate_series(local_hour_start(begin_utc), end_utc - INTERVAL '1' SECOND, INTERVAL '1' HOUR)
        ) AS hour_utc
    FROM booking
    WHERE is_use
),

measured AS (
    SELECT
        *,
        cast(
            date_diff(
                'second',
                greatest(begin_utc, hour_utc),
                least(end_utc, hour_utc + INTERVAL '1' HOUR)
            ) / 60 AS DECIMAL(18, 6)
        ) AS booked_minutes
    FROM touched
)

SELECT
    m.booking_id,
    l.date,
    l.month,
    l.weekday,
    l.hour,
    m.district,
    m.sub_district,
    m.major_district,
    m.department,
    m.unit,
    m.space,
    m.source,
    m.booker_type,
    m.kind,
    m.purpose,
    m.age_group,
    m.home_major_district,
    m.booked_minutes,
    CASE WHEN m.persons > 0 AND m.capacity > 0
        THEN cast(m.booked_minutes * least(m.persons, m.capacity) AS DECIMAL(18, 6)) END AS seat_minutes_used,
    CASE WHEN m.persons > 0 AND m.capacity > 0
        THEN cast(m.booked_minutes * m.capacity AS DECIMAL(18, 6)) END AS seat_minutes
FROM measured AS m
INNER JOIN local_hour AS l ON m.hour_utc = l.hour_utc
