-- grain: one row per landed row of an application round that a later export of the same section supersedes
-- Applications and results are two lists; in each, the rows of a section in the latest export are in force.
WITH latest AS (
    SELECT section, is_result, max(load_rank) AS load_rank
    FROM landing_seasonal_sections
    GROUP BY section, is_result
)

SELECT r.row_id
FROM landing_seasonal_sections AS r
INNER JOIN latest AS l ON r.section = l.section AND r.is_result = l.is_result
WHERE r.load_rank < l.load_rank
