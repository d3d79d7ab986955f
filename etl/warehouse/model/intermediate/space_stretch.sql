-- grain: one row per space and stretch of its bookable time in which use does not change
-- A sweep along each space's time line: spans open it, closures close it, bookings use it. Running sums of
-- starts and ends give union, clipping and subtraction in one pass, and count double bookings once.
-- A closure counts a million, more than all spans that it may overlap; so does a use by others, compared with
-- the city's own uses. Four columns of ones give the same rows, but took 3.9 s of processor time instead of
-- 2.5 s for 1,000,000 bookings in 400 spaces. Floats are exact for whole numbers, and window functions are
-- faster with them.
WITH resource AS (
    SELECT space, bookable_resource FROM space
    UNION ALL
    SELECT space, legacy_space AS bookable_resource FROM legacy_space
),

-- Bookings store the space as a number; so does coded_space, which saves half of the work below.
span AS (
    SELECT p.space, i.begin_utc, i.end_utc
    FROM bookable_interval AS i
    INNER JOIN resource AS r ON i.bookable_resource = r.bookable_resource
    INNER JOIN coded_space AS p ON r.space = p.space
),

changing AS (
    SELECT space, begin_utc, end_utc, cast(1 AS DOUBLE) AS openings, cast(0 AS DOUBLE) AS uses
    FROM span
    UNION ALL
    SELECT
        space,
        begin_utc,
        end_utc,
        cast(CASE WHEN is_closure THEN -1000000 ELSE 0 END AS DOUBLE) AS openings,
        cast(CASE WHEN NOT is_use THEN 0 WHEN booker_type = 'city' THEN 1 ELSE 1000000 END AS DOUBLE) AS uses
    FROM booking
    -- A space without bookable time has no stretch, and a home of mapped bookings may have no other spaces.
    -- Distinct, they are so few that the engine always holds them in memory, never the bookings.
    WHERE (is_use OR is_closure) AND space IN (SELECT DISTINCT space FROM span)
),

-- Both ends are made when a row is read: to read the rows twice, the engine would hold all of them in memory.
event AS (
    SELECT
        c.space,
        CASE WHEN s.sign > 0 THEN c.begin_utc ELSE c.end_utc END AS instant,
        s.sign * c.openings AS openings,
        s.sign * c.uses AS uses
    FROM changing AS c
    CROSS JOIN (SELECT unnest([cast(1 AS DOUBLE), cast(-1 AS DOUBLE)]) AS sign) AS s
),

-- All starts and ends at one instant are one change: fewer rows to sort.
change AS (
    SELECT space, instant, sum(openings) AS openings, sum(uses) AS uses
    FROM event
    GROUP BY space, instant
),

swept AS (
    SELECT
        space,
        instant AS begin_utc,
        lead(instant) OVER along AS end_utc,
        sum(openings) OVER along AS openings,
        sum(uses) OVER along AS uses
    FROM change
    WINDOW along AS (PARTITION BY space ORDER BY instant)
)

SELECT space, begin_utc, end_utc, uses > 0 AS is_occupied, uses >= 1000000 AS is_occupied_by_others
FROM swept
WHERE openings > 0 AND end_utc IS NOT NULL
