-- grain: one row per space: those of the register, and those that only bookings name
-- A space in no register has no known unit, so its district and division are unknown.
WITH registered AS (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER (
                PARTITION BY space ORDER BY updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
            ) AS version
        FROM landing_spaces
    ) AS versions
    WHERE version = 1
),

booked_only AS (
    SELECT b.space, max(b.space_name) AS name_fi, max(b.source) AS source
    FROM landing_bookings AS b
    LEFT JOIN registered AS r ON b.space = r.space
    WHERE r.space IS NULL AND b.space IS NOT NULL
    GROUP BY b.space
),

spanned AS (
    SELECT DISTINCT bookable_resource FROM landing_bookable_spans
),

every AS (
    SELECT
        space, name_fi, name_sv, name_en, unit, capacity, surface_m2, bookable_resource, source,
        true AS is_registered
    FROM registered
    UNION ALL BY NAME
    SELECT space, name_fi, source, false AS is_registered FROM booked_only
    UNION ALL BY NAME
    SELECT 'unknown' AS space, 'unknown' AS source, false AS is_registered
)

SELECT
    e.space,
    coalesce(e.name_fi, e.space) AS name_fi,
    coalesce(e.name_sv, e.name_fi, e.space) AS name_sv,
    coalesce(e.name_en, e.name_fi, e.space) AS name_en,
    coalesce(e.unit, 'unknown') AS unit,
    coalesce(u.district, 'unknown') AS district,
    coalesce(u.sub_district, 'unknown') AS sub_district,
    coalesce(u.major_district, 'unknown') AS major_district,
    coalesce(u.department, 'unknown') AS department,
    e.capacity,
    e.surface_m2,
    e.is_registered,
    e.bookable_resource,
    s.bookable_resource IS NOT NULL AS has_bookable_time,
    e.source
FROM every AS e
LEFT JOIN unit AS u ON e.unit = u.unit
LEFT JOIN spanned AS s ON e.bookable_resource = s.bookable_resource
