-- grain: one row per resource and interval in which its opening hours allow bookings
-- A sweep along the time line: bookable states add 1, states that close it subtract more than any number of
-- bookable ones can add; other states, such as open for self-service, change nothing.
WITH weighed AS (
    SELECT
        bookable_resource,
        begin_utc,
        end_utc,
        CASE
            WHEN state IN ('with_reservation', 'open_and_reservable', 'with_key_and_reservation') THEN 1
            WHEN state IN ('closed', 'maintenance', 'not_in_use', 'undefined') THEN -1000000
            ELSE 0
        END AS weight
    FROM opening_span
    WHERE begin_utc IS NOT NULL
),

event AS (
    SELECT bookable_resource, begin_utc AS instant, cast(weight AS DOUBLE) AS weight FROM weighed
    UNION ALL
    SELECT bookable_resource, end_utc AS instant, cast(-weight AS DOUBLE) AS weight FROM weighed
),

swept AS (
    SELECT
        bookable_resource,
        instant AS begin_utc,
        lead(instant) OVER along AS end_utc,
        sum(weight) OVER along AS weight
    FROM event
    WINDOW along AS (PARTITION BY bookable_resource ORDER BY instant)
)

SELECT bookable_resource, begin_utc, end_utc
FROM swept
WHERE weight > 0 AND end_utc > begin_utc
