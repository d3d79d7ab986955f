-- grain: one row per space of Respa, with the space it counts as: itself or the one the mapping names
WITH named AS (
    SELECT space AS legacy_space, 'respa:' || unit_name || '/' || space_name AS respa_space
    FROM respa_resource_name
),

-- A resource may be mapped by its id or by its names in workbooks; the id takes precedence.
mapped AS (
    SELECT respa_space AS legacy_space, space, 0 AS priority FROM reference_space_mapping
    UNION ALL
    SELECT n.legacy_space, m.space, 1 AS priority
    FROM reference_space_mapping AS m
    INNER JOIN named AS n ON m.respa_space = n.respa_space
),

mapping AS (
    SELECT legacy_space, space
    FROM (
        SELECT *, row_number() OVER (PARTITION BY legacy_space ORDER BY priority, space) AS choice FROM mapped
    ) AS choices
    WHERE choice = 1
),

listed AS (
    SELECT space AS legacy_space, unit, name_fi AS space_name
    FROM (
        SELECT *, row_number() OVER (PARTITION BY space ORDER BY load_rank DESC, row_id DESC) AS version
        FROM landing_spaces
        WHERE source = 'respa'
    ) AS versions
    WHERE version = 1
),

booked AS (
    SELECT
        b.legacy_space,
        max(b.unit_name) AS unit_name,
        max(b.space_name) AS space_name,
        count(*) AS bookings,
        min(cast(b.begin_local AS DATE)) AS first_date,
        max(cast(b.begin_local AS DATE)) AS last_date
    FROM respa_booking AS b
    LEFT JOIN booking_superseded AS s ON b.row_id = s.row_id
    WHERE b.legacy_space IS NOT NULL AND s.row_id IS NULL
    GROUP BY b.legacy_space
),

legacy AS (
    SELECT legacy_space FROM listed
    UNION
    SELECT legacy_space FROM booked
),

unit_name AS (
    SELECT space AS legacy_space, min(unit_name) AS unit_name FROM respa_resource_name GROUP BY space
)

SELECT
    e.legacy_space,
    coalesce(m.space, e.legacy_space) AS space,
    m.space IS NOT NULL AS is_mapped,
    coalesce(l.space_name, b.space_name) AS space_name,
    coalesce(u.unit_name, b.unit_name) AS unit_name,
    l.unit,
    coalesce(b.bookings, 0) AS bookings,
    b.first_date,
    b.last_date
FROM legacy AS e
LEFT JOIN mapping AS m ON e.legacy_space = m.legacy_space
LEFT JOIN listed AS l ON e.legacy_space = l.legacy_space
LEFT JOIN booked AS b ON e.legacy_space = b.legacy_space
LEFT JOIN unit_name AS u ON e.legacy_space = u.legacy_space
