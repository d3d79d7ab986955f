-- A row per resource and day on which it can be booked, as Varaamo's report API gives it.
SELECT
    strftime(cast(day AS TIMESTAMP) + to_hours(cast(last AS BIGINT)), '%Y-%m-%dT%H:%M:%S') || utc_offset
        AS end_datetime,
    resource,
    strftime(cast(day AS TIMESTAMP) + to_hours(cast(first AS BIGINT)), '%Y-%m-%dT%H:%M:%S') || utc_offset
        AS start_datetime
FROM opening
