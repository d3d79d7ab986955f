-- Rows per load that a newer version of the same thing supersedes.
WITH superseded AS (
    SELECT row_id FROM booking_superseded
    UNION ALL
    SELECT row_id FROM volunteer_superseded
    UNION ALL
    SELECT row_id FROM participation_superseded
    UNION ALL
    SELECT row_id FROM seasonal_superseded
),

-- A row with opening hours in force counts as loaded, although a later row may have newer names.
dated AS (
    SELECT DISTINCT row_id FROM opening_span
),

keyed AS (
    SELECT
        s.load_rank,
        CASE WHEN d.row_id IS NULL THEN row_number() OVER (
            PARTITION BY s.space ORDER BY s.updated_utc DESC NULLS LAST, s.load_rank DESC, s.row_id DESC
        ) ELSE 1 END AS version
    FROM landing_spaces AS s
    LEFT JOIN dated AS d ON s.row_id = d.row_id
    UNION ALL
    SELECT
        o.load_rank,
        CASE WHEN d.row_id IS NULL THEN row_number() OVER (
            PARTITION BY o.bookable_resource ORDER BY o.load_rank DESC, o.row_id DESC
        ) ELSE 1 END AS version
    FROM landing_opening_hours AS o
    LEFT JOIN dated AS d ON o.row_id = d.row_id
    UNION ALL
    SELECT load_rank, row_number() OVER (
        PARTITION BY unit ORDER BY updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
    ) AS version
    FROM landing_legacy_units
    UNION ALL
    SELECT load_rank, row_number() OVER (
        PARTITION BY bookable_resource, period
        ORDER BY updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
    ) AS version
    FROM landing_opening_periods
    UNION ALL
    SELECT load_rank, row_number() OVER (
        PARTITION BY bookable_resource ORDER BY load_rank DESC, row_id DESC
    ) AS version
    FROM landing_opening_resources
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
    SELECT l.load_rank, CASE WHEN p.row_id IS NULL THEN 2 ELSE 1 END AS version
    FROM landing_places AS l
    LEFT JOIN place_in_force AS p ON l.row_id = p.row_id
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
