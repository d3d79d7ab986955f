-- The number of rows per load that a newer version of the same thing replaces.
WITH superseded AS (
    SELECT row_id FROM booking_superseded
    UNION ALL
    SELECT row_id FROM volunteer_superseded
),

keyed AS (
    SELECT load_rank, row_number() OVER (
        PARTITION BY space ORDER BY updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
    ) AS version
    FROM landing_spaces
    UNION ALL
    SELECT load_rank, row_number() OVER (
        PARTITION BY unit ORDER BY updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
    ) AS version
    FROM landing_units
    UNION ALL
    SELECT load_rank, row_number() OVER (
        PARTITION BY department_id ORDER BY load_rank DESC, row_id DESC
    ) AS version
    FROM landing_departments
    UNION ALL
    SELECT load_rank, row_number() OVER (
        PARTITION BY place ORDER BY updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
    ) AS version
    FROM landing_places
    UNION ALL
    SELECT load_rank, row_number() OVER (
        PARTITION BY record_id ORDER BY updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
    ) AS version
    FROM landing_volunteer_events
    UNION ALL
    SELECT load_rank, row_number() OVER (
        PARTITION BY zone, year ORDER BY load_rank DESC, row_id DESC
    ) AS version
    FROM landing_volunteer_zone_years
    WHERE year IS NOT NULL
    UNION ALL
    SELECT load_rank, row_number() OVER (
        PARTITION BY bookable_resource, begin_utc, end_utc ORDER BY load_rank DESC, row_id DESC
    ) AS version
    FROM landing_bookable_spans
)

SELECT load_rank, sum(rows) AS rows_superseded
FROM (
    SELECT cast(row_id // 10000000000 AS BIGINT) AS load_rank, 1 AS rows FROM superseded
    UNION ALL
    SELECT load_rank, 1 AS rows FROM keyed WHERE version > 1
) AS counted
GROUP BY load_rank
