-- grain: one row per Respa resource and pair of unit name and own name, in any language and version
WITH unit_name AS (
    SELECT unit, unnest([name_fi, name_sv, name_en]) AS unit_name FROM landing_legacy_units
    UNION
    SELECT unit, unnest([name_fi, name_sv, name_en]) AS unit_name FROM landing_units
),

resource_name AS (
    SELECT DISTINCT space, unit, unnest([name_fi, name_sv, name_en]) AS space_name
    FROM landing_spaces
    WHERE source = 'respa'
)

SELECT DISTINCT r.space, u.unit_name, r.space_name
FROM resource_name AS r
INNER JOIN unit_name AS u ON r.unit = u.unit
WHERE r.space_name IS NOT NULL AND u.unit_name IS NOT NULL
