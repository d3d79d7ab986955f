-- grain: one row per landed Respa booking row, with its resource
-- A row of a workbook belongs to the resource of the same unit and name, if a list of the API has one.
WITH named AS (
    SELECT unit_name, space_name, min(space) AS space
    FROM respa_resource_name
    GROUP BY unit_name, space_name
)

SELECT
    b.row_id,
    b.load_rank,
    b.space_name IS NULL AND b.unit_name IS NULL AS is_listed,
    coalesce(n.space, b.space) AS legacy_space,
    b.unit_name,
    b.space_name,
    b.begin_utc,
    b.end_utc,
    b.begin_utc AT TIME ZONE 'UTC' AT TIME ZONE p.time_zone AS begin_local,
    b.end_utc AT TIME ZONE 'UTC' AT TIME ZONE p.time_zone AS end_local
FROM landing_bookings AS b
CROSS JOIN build_parameter AS p
LEFT JOIN named AS n ON b.unit_name = n.unit_name AND b.space_name = n.space_name
WHERE b.source = 'respa'
