-- grain: one row per organisation of Linked Events that is, or belongs to, a department
-- A department is recognised by the id that departments.csv has, else by its name.
WITH RECURSIVE in_force AS (
    SELECT o.organisation, o.parent, o.name_fi
    FROM landing_organisations AS o
    LEFT JOIN participation_superseded AS s ON o.row_id = s.row_id
    WHERE s.row_id IS NULL
),

-- The number of a department is recognised even if no list of organisations has been loaded.
candidate AS (
    SELECT organisation, parent, name_fi FROM in_force
    UNION ALL
    SELECT d.linked_events_id AS organisation, NULL AS parent, d.name_fi
    FROM reference_departments AS d
    LEFT JOIN in_force AS i ON lower(i.organisation) = lower(d.linked_events_id)
    WHERE i.organisation IS NULL AND d.linked_events_id IS NOT NULL
),

recognised AS (
    SELECT i.organisation, coalesce(max(d.department), max(n.department)) AS department
    FROM candidate AS i
    LEFT JOIN reference_departments AS d ON lower(i.organisation) = lower(d.linked_events_id)
    LEFT JOIN reference_departments AS n
        ON lower(trim(i.name_fi)) IN (lower(n.name_fi), lower(n.name_sv), lower(n.name_en))
    GROUP BY i.organisation
),

-- No tree has twenty levels; the limit also ends the recursion in a tree with a circle.
ancestor AS (
    SELECT organisation, organisation AS ancestor, 0 AS steps FROM candidate
    UNION ALL
    SELECT a.organisation, i.parent AS ancestor, a.steps + 1 AS steps
    FROM ancestor AS a
    INNER JOIN candidate AS i ON a.ancestor = i.organisation
    WHERE i.parent IS NOT NULL AND a.steps < 20
),

nearest AS (
    SELECT
        a.organisation,
        d.department,
        row_number() OVER (PARTITION BY a.organisation ORDER BY a.steps, d.department) AS distance_rank
    FROM ancestor AS a
    INNER JOIN recognised AS d ON a.ancestor = d.organisation
    WHERE d.department IS NOT NULL
)

SELECT organisation, department FROM nearest WHERE distance_rank = 1
