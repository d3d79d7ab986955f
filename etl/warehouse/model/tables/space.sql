-- grain: one row per space, of the registers or of bookings only
-- A space in no register has no known unit, so its district and department are unknown. Spaces of a mapped
-- export (custom:) are in no register; their bookings give unit, district and department.
-- A mapped space of Respa is the space it is mapped to, and has no row of its own.
-- If the registers have no department for a unit, the owner of the space's opening hours gives it.
WITH registered AS (
    SELECT v.*
    FROM (
        SELECT
            *,
            row_number() OVER (
                PARTITION BY space ORDER BY updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
            ) AS version
        FROM landing_spaces
    ) AS v
    LEFT JOIN legacy_space AS y ON v.space = y.legacy_space
    WHERE v.version = 1 AND y.is_mapped IS NOT TRUE
),

named AS (
    SELECT space, space_name AS name_fi, source FROM landing_bookings
    WHERE source <> 'respa' AND source NOT LIKE 'custom:%'
    UNION ALL BY NAME
    SELECT
        space,
        concat_ws(', ', space_name, unit_name) AS name_fi,
        source,
        unit,
        unit_name,
        department,
        district
    FROM landing_bookings
    WHERE source LIKE 'custom:%'
    UNION ALL BY NAME
    SELECT
        space,
        CASE WHEN is_mapped THEN space_name ELSE concat_ws(', ', space_name, unit_name) END AS name_fi,
        CASE WHEN is_mapped THEN 'varaamo' ELSE 'respa' END AS source
    FROM legacy_space
),

-- A name that two units share identifies neither.
unit_by_name AS (
    SELECT name, min(unit) AS unit
    FROM (
        SELECT unit, lower(name_fi) AS name FROM unit
        UNION
        SELECT unit, lower(name_sv) AS name FROM unit
    ) AS names
    GROUP BY name
    HAVING count(*) = 1
),

booked_only AS (
    SELECT
        n.space,
        max(nullif(n.name_fi, '')) AS name_fi,
        max(n.source) AS source,
        max(coalesce(n.unit, u.unit)) AS unit,
        max(n.department) AS own_department,
        max(n.district) AS own_district,
        -- Opening hours of a mapped system name the space itself.
        max(CASE WHEN n.source LIKE 'custom:%' THEN n.space END) AS bookable_resource
    FROM named AS n
    LEFT JOIN unit_by_name AS u ON lower(n.unit_name) = u.name
    LEFT JOIN registered AS r ON n.space = r.space
    WHERE r.space IS NULL AND n.space IS NOT NULL
    GROUP BY n.space
),

spanned AS (
    SELECT DISTINCT bookable_resource FROM bookable_interval
),

spanned_before AS (
    SELECT DISTINCT y.space
    FROM legacy_space AS y
    INNER JOIN spanned AS s ON y.legacy_space = s.bookable_resource
),

owner AS (
    SELECT r.bookable_resource, v.department
    FROM (
        SELECT
            *,
            row_number() OVER (PARTITION BY bookable_resource ORDER BY load_rank DESC, row_id DESC) AS version
        FROM landing_opening_resources
    ) AS r
    INNER JOIN department_by_id AS v ON r.department_id = v.department_id
    WHERE r.version = 1
),

all_spaces AS (
    SELECT
        space, name_fi, name_sv, name_en, unit, capacity, surface_m2,
        coalesce(bookable_resource, CASE WHEN source LIKE 'custom:%' THEN space END) AS bookable_resource,
        source, department AS own_department, district AS own_district, true AS is_registered
    FROM registered
    UNION ALL BY NAME
    SELECT
        space, name_fi, source, unit, own_department, own_district, bookable_resource, false AS is_registered
    FROM booked_only
    UNION ALL BY NAME
    SELECT 'unknown' AS space, 'unknown' AS source, false AS is_registered
)

SELECT
    e.space,
    coalesce(e.name_fi, e.space) AS name_fi,
    coalesce(e.name_sv, e.name_fi, e.space) AS name_sv,
    coalesce(e.name_en, e.name_fi, e.space) AS name_en,
    coalesce(e.unit, 'unknown') AS unit,
    coalesce(nullif(u.district, 'unknown'), e.own_district, 'unknown') AS district,
    coalesce(u.sub_district, 'unknown') AS sub_district,
    coalesce(nullif(u.major_district, 'unknown'), a.parent_code, 'unknown') AS major_district,
    coalesce(nullif(u.department, 'unknown'), e.own_department, o.department, 'unknown') AS department,
    e.capacity,
    e.surface_m2,
    e.is_registered,
    e.bookable_resource,
    s.bookable_resource IS NOT NULL OR b.space IS NOT NULL AS has_bookable_time,
    e.source
FROM all_spaces AS e
LEFT JOIN unit AS u ON e.unit = u.unit
LEFT JOIN owner AS o ON e.bookable_resource = o.bookable_resource
LEFT JOIN reference_areas AS a ON a.level = 'district' AND e.own_district = a.area_code
LEFT JOIN spanned AS s ON e.bookable_resource = s.bookable_resource
LEFT JOIN spanned_before AS b ON e.space = b.space
