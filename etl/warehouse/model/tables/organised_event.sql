-- grain: one row per event or visit that an association organised
WITH organised AS (
    SELECT date, district, sub_district, major_district, department, source, organiser_key
    FROM held_event
    WHERE date IS NOT NULL
    UNION ALL
    SELECT date, district, sub_district, major_district, department, source, organiser_key
    FROM school_visit
    UNION ALL
    SELECT date, district, sub_district, major_district, department, source, organiser_key
    FROM recorded_event
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
