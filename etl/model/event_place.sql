-- grain: one row per place of Linked Events: where its events are
WITH in_force AS (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER (
                PARTITION BY place
                ORDER BY
                    CASE WHEN coalesce(district_name, sub_district_name) IS NULL THEN 1 ELSE 0 END,
                    updated_utc DESC NULLS LAST,
                    load_rank DESC,
                    row_id DESC
            ) AS version
        FROM landing_places
    ) AS versions
    WHERE version = 1
)

SELECT
    p.place,
    coalesce(u.district, d.district, s.district, 'unknown') AS district,
    coalesce(u.sub_district, s.sub_district, 'unknown') AS sub_district,
    coalesce(u.major_district, d.major_district, s.major_district, p.place_major_district, 'unknown')
        AS major_district
FROM in_force AS p
LEFT JOIN unit AS u ON p.place = 'tprek:' || u.unit
LEFT JOIN area_by_name AS d ON lower(p.district_name) = d.name
LEFT JOIN area_by_name AS s ON lower(p.sub_district_name) = s.name
