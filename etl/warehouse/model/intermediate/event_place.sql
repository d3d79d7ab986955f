-- grain: one row per place of Linked Events, with its areas
SELECT
    p.place,
    coalesce(u.district, d.district, s.district, 'unknown') AS district,
    coalesce(u.sub_district, s.sub_district, 'unknown') AS sub_district,
    coalesce(u.major_district, d.major_district, s.major_district, p.place_major_district, 'unknown')
        AS major_district
FROM place_in_force AS p
LEFT JOIN unit AS u ON p.place = 'tprek:' || u.unit
LEFT JOIN area_by_name AS d ON lower(p.district_name) = d.name
LEFT JOIN area_by_name AS s ON lower(p.sub_district_name) = s.name
