-- grain: one row per approved enrolment of a school or day-care group to a visit that was not cancelled
SELECT
    e.start_date AS date,
    coalesce(d.district, s.district, 'unknown') AS district,
    coalesce(s.sub_district, d.sub_district, 'unknown') AS sub_district,
    coalesce(d.major_district, s.major_district, 'unknown') AS major_district,
    coalesce(hd.district, hs.district, 'unknown') AS home_district,
    coalesce(hd.major_district, hs.major_district, 'unknown') AS home_major_district,
    coalesce(o.department, 'unknown') AS department,
    e.source,
    e.organiser_key,
    coalesce(e.children, 0) + coalesce(e.adults, 0) AS contacts
FROM landing_school_enrolments AS e
LEFT JOIN participation_superseded AS v ON e.row_id = v.row_id
LEFT JOIN area_by_name AS d ON lower(e.district_name) = d.name
LEFT JOIN area_by_name AS s ON lower(e.sub_district_name) = s.name
LEFT JOIN area_by_name AS hd ON lower(e.home_district_name) = hd.name
LEFT JOIN area_by_name AS hs ON lower(e.home_sub_district_name) = hs.name
LEFT JOIN department_by_organisation AS o ON e.publisher = o.organisation
WHERE v.row_id IS NULL AND e.status = 'approved' AND NOT coalesce(e.is_cancelled, false)
