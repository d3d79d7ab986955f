-- grain: one row per section of an application for a seasonal slot; cancelled applications left out
-- Its place is that of the first wished space, else of the first allocated slot. A season counts in the month
-- in which it starts.
WITH in_force AS (
    SELECT
        r.*,
        n.space AS wished_space,
        g.space AS allocated_space,
        row_number() OVER (PARTITION BY r.section ORDER BY r.load_rank DESC, r.row_id) AS section_row
    FROM landing_seasonal_sections AS r
    LEFT JOIN seasonal_superseded AS s ON r.row_id = s.row_id
    LEFT JOIN space_by_name AS n ON lower(r.wished_space_name) = n.name
    LEFT JOIN space_by_name AS g ON lower(r.space_name || ', ' || r.unit_name) = g.name
    WHERE s.row_id IS NULL
),

section AS (
    SELECT
        section,
        max(CASE WHEN section_row = 1 THEN application_status END) AS application_status,
        max(CASE WHEN section_row = 1 THEN season_begin END) AS season_begin,
        max(CASE WHEN section_row = 1 THEN season_end END) AS season_end,
        max(CASE WHEN section_row = 1 THEN slots_per_week * minimum_minutes END) AS wished_minutes_per_week,
        max(source) AS source,
        max(CASE WHEN is_result THEN NULL ELSE booker_type END) AS booker_type,
        max(purpose) AS purpose,
        max(age_group) AS age_group,
        coalesce(max(wished_space), min(allocated_space)) AS space,
        max(CASE WHEN slot_begin_minute IS NOT NULL THEN 1 ELSE 0 END) = 1 AS has_slot
    FROM in_force
    GROUP BY section
)

SELECT
    c.section,
    c.season_begin AS date,
    cast(date_trunc('month', c.season_begin) AS DATE) AS month,
    c.season_end,
    coalesce(p.district, 'unknown') AS district,
    coalesce(p.sub_district, 'unknown') AS sub_district,
    coalesce(p.major_district, 'unknown') AS major_district,
    coalesce(p.department, 'unknown') AS department,
    coalesce(p.unit, 'unknown') AS unit,
    coalesce(p.space, 'unknown') AS space,
    c.source,
    coalesce(c.booker_type, 'unknown') AS booker_type,
    coalesce(c.purpose, 'unknown') AS purpose,
    coalesce(c.age_group, 'unknown') AS age_group,
    c.wished_minutes_per_week,
    c.has_slot
FROM section AS c
LEFT JOIN space AS p ON c.space = p.space
WHERE c.application_status <> 'cancelled'
