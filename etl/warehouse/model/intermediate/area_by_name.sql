-- grain: one row per unambiguous name of a district or sub-district
-- A name that a district and a sub-district share means the district.
WITH named AS (
    SELECT
        lower(name_fi) AS name,
        count(CASE WHEN level = 'district' THEN 1 END) AS districts,
        count(CASE WHEN level = 'sub_district' THEN 1 END) AS sub_districts,
        max(CASE WHEN level = 'district' THEN area_code END) AS district,
        max(CASE WHEN level = 'sub_district' THEN area_code END) AS sub_district,
        max(CASE WHEN level = 'sub_district' THEN parent_code END) AS district_of_sub_district
    FROM reference_areas
    WHERE level <> 'major_district'
    GROUP BY lower(name_fi)
),

unambiguous AS (
    SELECT
        name,
        CASE WHEN districts = 1 THEN district ELSE district_of_sub_district END AS district,
        CASE WHEN districts = 0 THEN sub_district END AS sub_district
    FROM named
    WHERE districts = 1 OR (districts = 0 AND sub_districts = 1)
)

SELECT m.name, m.district, m.sub_district, a.parent_code AS major_district
FROM unambiguous AS m
INNER JOIN reference_areas AS a ON a.level = 'district' AND m.district = a.area_code
