-- grain: one row per space and stretch of its bookable time in which use does not change
-- A sweep along each space's time line: spans open it, closures take it away, use fills it. Running sums
-- of openings and endings give union, clipping and subtraction in one pass, double bookings once.
WITH event AS (
    SELECT s.space, i.begin_utc AS instant, 1 AS spans, 0 AS closures, 0 AS uses, 0 AS others
    FROM bookable_interval AS i
    INNER JOIN space AS s ON i.bookable_resource = s.bookable_resource
    UNION ALL
    SELECT s.space, i.end_utc AS instant, -1 AS spans, 0 AS closures, 0 AS uses, 0 AS others
    FROM bookable_interval AS i
    INNER JOIN space AS s ON i.bookable_resource = s.bookable_resource
    UNION ALL
    SELECT
        space,
        begin_utc AS instant,
        0 AS spans,
        CASE WHEN is_closure THEN 1 ELSE 0 END AS closures,
        CASE WHEN is_use THEN 1 ELSE 0 END AS uses,
        CASE WHEN is_use AND booker_type <> 'city' THEN 1 ELSE 0 END AS others
    FROM booking
    WHERE is_use OR is_closure
    UNION ALL
    SELECT
        space,
        end_utc AS instant,
        0 AS spans,
        CASE WHEN is_closure THEN -1 ELSE 0 END AS closures,
        CASE WHEN is_use THEN -1 ELSE 0 END AS uses,
        CASE WHEN is_use AND booker_type <> 'city' THEN -1 ELSE 0 END AS others
    FROM booking
    WHERE is_use OR is_closure
),

-- Floats: sums of small whole numbers are exact in them, and they run three times as fast here.
swept AS (
    SELECT
        space,
        instant AS begin_utc,
        lead(instant) OVER along AS end_utc,
        sum(cast(spans AS DOUBLE)) OVER along AS spans,
        sum(cast(closures AS DOUBLE)) OVER along AS closures,
        sum(cast(uses AS DOUBLE)) OVER along AS uses,
        sum(cast(others AS DOUBLE)) OVER along AS others
    FROM event
    WINDOW along AS (PARTITION BY space ORDER BY instant)
)

SELECT space, begin_utc, end_utc, uses > 0 AS is_occupied, others > 0 AS is_occupied_by_others
FROM swept
WHERE spans > 0 AND closures = 0 AND end_utc > begin_utc
