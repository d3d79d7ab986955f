-- grain: one row per organisation unit of the registers that is, or belongs to, a department
-- Its department is the unit itself, or the nearest ancestor that has the name of a department.
WITH RECURSIVE in_force AS (
    SELECT department_id, parent_id, name_fi, name_sv, name_en
    FROM (
        SELECT
            *,
            row_number() OVER (PARTITION BY department_id ORDER BY load_rank DESC, row_id DESC) AS version
        FROM landing_departments
    ) AS versions
    WHERE version = 1
),

named_department AS (
    SELECT d.department_id, r.department
    FROM in_force AS d
    INNER JOIN reference_departments AS r
        ON lower(trim(d.name_fi)) = lower(r.name_fi)
        OR lower(trim(d.name_sv)) = lower(r.name_sv)
        OR lower(trim(d.name_en)) = lower(r.name_en)
),

-- No tree has twenty levels; the limit also ends the recursion in a tree with a circle.
ancestor AS (
    SELECT department_id, department_id AS ancestor_id, 0 AS steps FROM in_force
    UNION ALL
    SELECT a.department_id, d.parent_id AS ancestor_id, a.steps + 1 AS steps
    FROM ancestor AS a
    INNER JOIN in_force AS d ON a.ancestor_id = d.department_id
    WHERE d.parent_id IS NOT NULL AND a.steps < 20
),

nearest AS (
    SELECT
        a.department_id,
        v.department,
        row_number() OVER (PARTITION BY a.department_id ORDER BY a.steps, v.department) AS distance_rank
    FROM ancestor AS a
    INNER JOIN named_department AS v ON a.ancestor_id = v.department_id
)

SELECT department_id, department FROM nearest WHERE distance_rank = 1
