-- grain: one row per event of Linked Events that was or will be held (published, not cancelled or deleted)
SELECT
    e.event,
    e.event_type,
    e.start_date AS date,
    coalesce(p.district, 'unknown') AS district,
    coalesce(p.sub_district, 'unknown') AS sub_district,
    coalesce(p.major_district, 'unknown') AS major_district,
    coalesce(o.department, 'unknown') AS department,
    e.source,
    e.organiser_key
FROM landing_events AS e
LEFT JOIN participation_superseded AS s ON e.row_id = s.row_id
LEFT JOIN event_place AS p ON e.place = p.place
LEFT JOIN department_by_organisation AS o ON e.publisher = o.organisation
WHERE
    s.row_id IS NULL
    AND NOT coalesce(e.is_deleted, false)
    AND e.publication <> 'draft'
    AND e.status <> 'cancelled'
