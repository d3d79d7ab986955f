-- grain: one row per person attending where presence was recorded, or per occurrence of children's culture
WITH attendance AS (
    SELECT
        date, district, sub_district, major_district, department, source, channel,
        1 AS attending,
        CASE WHEN is_present THEN 1 ELSE 0 END AS present
    FROM event_signup
    WHERE is_presence_recorded
    UNION ALL
    SELECT
        date, district, sub_district, major_district, department, source, 'event' AS channel,
        registered AS attending, least(attended, registered) AS present
    FROM recorded_event
    WHERE attended > 0 AND registered > 0
    UNION ALL
    SELECT
        c.date, 'unknown' AS district, 'unknown' AS sub_district, 'unknown' AS major_district,
        coalesce(o.department, 'unknown') AS department, c.source, 'children_culture' AS channel,
        coalesce(c.enrolled, 0) AS attending,
        c.attended AS present
    FROM culture_occurrence AS c
    LEFT JOIN reference_owners AS o ON c.source = o.source
    WHERE c.attended > 0
)

SELECT
    date,
    cast(date_trunc('month', date) AS DATE) AS month,
    cast(isodow(date) AS INTEGER) AS weekday,
    district,
    sub_district,
    major_district,
    department,
    source,
    channel,
    attending,
    present
FROM attendance
