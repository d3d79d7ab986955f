-- grain: one row per resource and span of its opening hours, of the export in force for the span's day
-- An export contains whole days of a resource, so the latest export with a day is in force on that day. A day
-- that a later export lacks keeps its earlier hours: a missing day is not a closed day.
WITH listed AS (
    SELECT bookable_resource, row_id, export_rank, unnest(bookable_days) AS span FROM landing_opening_hours
    UNION ALL
    SELECT space AS bookable_resource, row_id, export_rank, unnest(bookable_days) AS span
    FROM landing_spaces
    WHERE bookable_days IS NOT NULL
),

flat AS (
    SELECT
        bookable_resource,
        row_id,
        export_rank,
        span.date AS date,
        span.begin_utc AS begin_utc,
        span.end_utc AS end_utc,
        span.state AS state
    FROM listed
),

ranked AS (
    SELECT
        *,
        rank() OVER (PARTITION BY bookable_resource, date ORDER BY export_rank DESC, row_id DESC) AS version
    FROM flat
)

SELECT bookable_resource, row_id, begin_utc, end_utc, state
FROM ranked
WHERE version = 1
