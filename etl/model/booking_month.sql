-- grain: one row per space, month and booker type; the sums of booking_hour, which has the rest
SELECT
    cast(NULL AS BIGINT) AS booking_id,
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
    booker_type,
    cast(NULL AS VARCHAR) AS kind,
    cast(NULL AS VARCHAR) AS purpose,
    cast(NULL AS VARCHAR) AS age_group,
    cast(NULL AS VARCHAR) AS home_major_district,
    cast(sum(booked_minutes) AS DECIMAL(18, 6)) AS booked_minutes,
    cast(sum(seat_minutes_used) AS DECIMAL(18, 6)) AS seat_minutes_used,
    cast(sum(seat_minutes) AS DECIMAL(18, 6)) AS seat_minutes
FROM booking_hour
GROUP BY month, district, sub_district, major_district, department, unit, space, source, booker_type
