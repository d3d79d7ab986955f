-- grain: one row per event or visit that an association organised
WITH organised AS (
    SELECT
        e.start_date AS date,
        coalesce(p.district, 'unknown') AS district,
        coalesce(p.sub_district, 'unknown') AS sub_district,
        coalesce(p.major_district, 'unknown') AS major_district,
        coalesce(d.department, 'unknown') AS department,
        e.source,
        e.organiser_key
    FROM landing_events AS e
    LEFT JOIN participation_superseded AS s ON e.row_id = s.row_id
    LEFT JOIN event_place AS p ON e.place = p.place
    LEFT JOIN organisation_division AS d ON e.publisher = d.organisation
    WHERE
        s.row_id IS NULL
        AND NOT coalesce(e.is_deleted, false)
        AND e.publication <> 'draft'
        AND e.status <> 'cancelled'
        AND e.start_date IS NOT NULL
    UNION ALL
    SELECT date, district, sub_district, major_district, department, source, organiser_key
    FROM school_visit
)

SELECT
    g.date,
    cast(date_trunc('month', g.date) AS DATE) AS month,
    cast(isodow(g.date) AS INTEGER) AS weekday,
    g.district,
    g.sub_district,
    g.major_district,
    g.department,
    g.source,
    o.organisation
FROM organised AS g
INNER JOIN organisation AS o ON g.organiser_key = o.organisation_key
