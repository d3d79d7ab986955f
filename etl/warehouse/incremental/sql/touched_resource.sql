-- grain: one row per resource and day of UTC on which spans that reach into a touched day may start
WITH resource AS (
    SELECT space, bookable_resource FROM space WHERE bookable_resource IS NOT NULL
    UNION
    SELECT space, legacy_space AS bookable_resource FROM legacy_space
)

SELECT DISTINCT r.bookable_resource, t.date - unnest([-1, 0, 1, 2]) AS date
FROM touched_day AS t
INNER JOIN resource AS r ON t.space = r.space
