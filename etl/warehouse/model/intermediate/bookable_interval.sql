-- grain: one row per resource and interval in which it can be booked, without contradicted exports
-- Resources without any reservable span use their opening hours (Hauki, Respa).
-- Exports that agree where they overlap are pages of one list: their spans add up. If spans of two exports
-- overlap on a local day without being equal, the later export is in force on that day. It supersedes the
-- contradicted export, all earlier ones, and every export of an earlier date, which may be another page.
WITH several AS (
    SELECT bookable_resource
    FROM landing_bookable_spans
    GROUP BY bookable_resource
    HAVING count(DISTINCT export_rank) > 1
),

dated AS (
    SELECT
        b.bookable_resource,
        b.export_rank,
        b.export_date,
        b.begin_utc,
        b.end_utc,
        f.date AS first_date,
        l.date AS last_date
    FROM landing_bookable_spans AS b
    INNER JOIN several AS s ON b.bookable_resource = s.bookable_resource
    INNER JOIN local_hour AS f ON local_hour_start(b.begin_utc) = f.hour_utc
    INNER JOIN local_hour AS l ON local_hour_start(b.end_utc - INTERVAL '1' SECOND) = l.hour_utc
),

-- Few spans touch two days, so only those are split into hours.
hourly AS (
    SELECT
        bookable_resource,
        export_rank,
        export_date,
        begin_utc,
        end_utc,
        unnest(
            generate_series(local_hour_start(begin_utc), end_utc - INTERVAL '1' SECOND, INTERVAL '1' HOUR)
        ) AS hour_utc
    FROM dated
    WHERE first_date <> last_date
),

pieces AS (
    SELECT bookable_resource, export_rank, export_date, first_date AS date, begin_utc, end_utc
    FROM dated
    WHERE first_date = last_date
    UNION ALL
    SELECT
        h.bookable_resource,
        h.export_rank,
        h.export_date,
        l.date,
        min(greatest(h.begin_utc, h.hour_utc)) AS begin_utc,
        max(least(h.end_utc, h.hour_utc + INTERVAL '1' HOUR)) AS end_utc
    FROM hourly AS h
    INNER JOIN local_hour AS l ON h.hour_utc = l.hour_utc
    GROUP BY h.bookable_resource, h.export_rank, h.export_date, l.date, h.begin_utc, h.end_utc
),

marked AS (
    SELECT
        *,
        CASE
            WHEN begin_utc <= max(end_utc) OVER (
                PARTITION BY bookable_resource, export_rank, date
                ORDER BY begin_utc, end_utc ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) THEN 0
            ELSE 1
        END AS starts_island
    FROM pieces
),

numbered AS (
    SELECT
        *,
        sum(starts_island) OVER (
            PARTITION BY bookable_resource, export_rank, date
            ORDER BY begin_utc, end_utc ROWS UNBOUNDED PRECEDING
        ) AS island
    FROM marked
),

merged AS (
    SELECT
        bookable_resource, export_rank, export_date, date,
        min(begin_utc) AS begin_utc, max(end_utc) AS end_utc
    FROM numbered
    GROUP BY bookable_resource, export_rank, export_date, date, island
),

contradicted AS (
    SELECT
        older.bookable_resource,
        older.date,
        max(older.export_rank) AS last_rank,
        max(newer.export_date) AS export_date
    FROM merged AS older
    INNER JOIN merged AS newer
        ON older.bookable_resource = newer.bookable_resource
        AND older.date = newer.date
        AND older.export_rank < newer.export_rank
    WHERE older.begin_utc < newer.end_utc
        AND newer.begin_utc < older.end_utc
        AND (older.begin_utc <> newer.begin_utc OR older.end_utc <> newer.end_utc)
    GROUP BY older.bookable_resource, older.date
)

SELECT DISTINCT m.bookable_resource, m.begin_utc, m.end_utc
FROM merged AS m
LEFT JOIN contradicted AS c ON m.bookable_resource = c.bookable_resource AND m.date = c.date
WHERE c.date IS NULL OR (m.export_rank > c.last_rank AND m.export_date >= c.export_date)
UNION ALL
SELECT b.bookable_resource, b.begin_utc, b.end_utc
FROM landing_bookable_spans AS b
LEFT JOIN several AS s ON b.bookable_resource = s.bookable_resource
WHERE s.bookable_resource IS NULL
UNION ALL
SELECT o.bookable_resource, o.begin_utc, o.end_utc
FROM opening_interval AS o
LEFT JOIN (SELECT DISTINCT bookable_resource FROM landing_bookable_spans) AS v
    ON o.bookable_resource = v.bookable_resource
WHERE v.bookable_resource IS NULL
