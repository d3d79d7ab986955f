-- A row per resource and day on which it can be booked, in the form of Varaamo's report API.
SELECT
    strftime(cast(day AS TIMESTAMP) + to_hours(cast(last AS BIGINT)), '%Y-%m-%dT%H:%M:%S') || utc_offset
        AS end_datetime,
    resource,
    strftime(cast(day AS TIMESTAMP) + to_hours(cast(first AS BIGINT)), '%Y-%m-%dT%H:%M:%S') || utc_offset
        AS start_datetime
FROM opening
