-- grain: one row per unit of any register (Service Map, TPR, Linked Events places, Respa)
-- Closed units disappear from the registers; Respa's list still has some of them.
WITH registered AS (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER (
                PARTITION BY unit ORDER BY updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
            ) AS version
        FROM landing_units
    ) AS versions
    WHERE version = 1
),

placed AS (
    SELECT *, substr(place, 7) AS unit
    FROM place_in_force
    WHERE place LIKE 'tprek:%'
),

legacy AS (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER (
                PARTITION BY unit ORDER BY updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
            ) AS version
        FROM landing_legacy_units
    ) AS versions
    WHERE version = 1
),

named AS (
    SELECT unit FROM registered
    UNION
    SELECT unit FROM placed
    UNION
    SELECT unit FROM legacy
),

located AS (
    SELECT
        n.unit,
        coalesce(r.name_fi, p.name_fi, y.name_fi) AS name_fi,
        coalesce(r.name_sv, r.name_fi, p.name_fi, y.name_sv, y.name_fi) AS name_sv,
        coalesce(r.name_en, r.name_fi, p.name_fi, y.name_en, y.name_fi) AS name_en,
        r.department_id,
        coalesce(r.longitude, y.longitude) AS longitude,
        coalesce(r.latitude, y.latitude) AS latitude,
        d.area_code AS district,
        s.area_code AS sub_district,
        s.parent_code AS district_of_sub_district,
        coalesce(p.place_major_district, r.unit_major_district, y.unit_major_district)
            AS postal_major_district
    FROM named AS n
    LEFT JOIN registered AS r ON n.unit = r.unit
    LEFT JOIN placed AS p ON n.unit = p.unit
    LEFT JOIN legacy AS y ON n.unit = y.unit
    LEFT JOIN reference_areas AS d
        ON d.level = 'district' AND lower(d.name_fi) = lower(p.district_name)
    LEFT JOIN reference_areas AS s
        ON s.level = 'sub_district' AND lower(s.name_fi) = lower(p.sub_district_name)
)

SELECT
    l.unit,
    coalesce(l.name_fi, l.unit) AS name_fi,
    coalesce(l.name_sv, l.unit) AS name_sv,
    coalesce(l.name_en, l.unit) AS name_en,
    coalesce(v.department, 'unknown') AS department,
    coalesce(l.district, l.district_of_sub_district, 'unknown') AS district,
    coalesce(l.sub_district, 'unknown') AS sub_district,
    coalesce(a.parent_code, l.postal_major_district, 'unknown') AS major_district,
    l.longitude,
    l.latitude
FROM located AS l
LEFT JOIN department_by_id AS v ON l.department_id = v.department_id
LEFT JOIN reference_areas AS a
    ON a.level = 'district' AND a.area_code = coalesce(l.district, l.district_of_sub_district)
