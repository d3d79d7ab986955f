-- grain: one row per dimension and member, with its name in the three languages
WITH area_member AS (
    -- members.csv of the city has names to show instead: "Läntinen suurpiiri", not "Läntinen".
    SELECT
        a.level AS dimension,
        a.area_code AS member,
        coalesce(m.name_fi, a.name_fi) AS name_fi,
        coalesce(m.name_sv, a.name_sv) AS name_sv,
        coalesce(m.name_en, a.name_en) AS name_en
    FROM reference_areas AS a
    LEFT JOIN reference_members AS m ON a.level = m.dimension AND a.area_code = m.member
),

member AS (
    SELECT dimension, member, name_fi, name_sv, name_en, 0 AS sort_order FROM area_member
    UNION ALL
    SELECT 'home_' || dimension AS dimension, member, name_fi, name_sv, name_en, 0 AS sort_order
    FROM area_member
    WHERE dimension <> 'sub_district'
    UNION ALL
    SELECT dimension, department AS member, name_fi, name_sv, name_en, 0 AS sort_order
    FROM reference_departments
    CROSS JOIN (SELECT unnest(['department', 'owner_department']) AS dimension) AS d
    UNION ALL
    SELECT 'unit' AS dimension, unit AS member, name_fi, name_sv, name_en, 0 AS sort_order FROM unit
    UNION ALL
    -- Many units have a "Hall 1": the label of a space includes its unit, unless its own name has it.
    SELECT
        'space' AS dimension,
        s.space AS member,
        CASE
            WHEN contains(s.name_fi, u.name_fi) THEN s.name_fi ELSE concat_ws(', ', s.name_fi, u.name_fi)
        END AS name_fi,
        CASE
            WHEN contains(s.name_sv, u.name_sv) THEN s.name_sv ELSE concat_ws(', ', s.name_sv, u.name_sv)
        END AS name_sv,
        CASE
            WHEN contains(s.name_en, u.name_en) THEN s.name_en ELSE concat_ws(', ', s.name_en, u.name_en)
        END AS name_en,
        0 AS sort_order
    FROM space AS s
    LEFT JOIN unit AS u ON s.unit = u.unit
    WHERE s.space <> 'unknown'
    UNION ALL
    SELECT
        dimension, member, name_fi, name_sv, name_en, coalesce(cast(sort_order AS INTEGER), 0) AS sort_order
    FROM reference_members
    WHERE dimension NOT IN ('major_district', 'district', 'sub_district')
    UNION ALL
    SELECT 'source' AS dimension, source AS member, name_fi, name_sv, name_en, 0 AS sort_order
    FROM custom_source
    UNION ALL
    SELECT DISTINCT 'purpose' AS dimension, purpose AS member, purpose AS name_fi, purpose AS name_sv,
        purpose AS name_en, 0 AS sort_order
    FROM booking
    UNION ALL
    SELECT DISTINCT 'age_group' AS dimension, age_group AS member, age_group AS name_fi,
        age_group AS name_sv, age_group AS name_en, 0 AS sort_order
    FROM booking
    UNION ALL
    SELECT DISTINCT 'activity' AS dimension, activity AS member, activity AS name_fi,
        activity AS name_sv, activity AS name_en, 0 AS sort_order
    FROM volunteer_record
),

unknown AS (
    SELECT DISTINCT dimension, 'unknown' AS member FROM member
)

SELECT
    m.dimension,
    m.member,
    m.name_fi AS label_fi,
    m.name_sv AS label_sv,
    m.name_en AS label_en,
    m.sort_order
FROM member AS m
WHERE m.member <> 'unknown'
UNION ALL
SELECT
    u.dimension,
    u.member,
    'tuntematon' AS label_fi,
    'okänd' AS label_sv,
    'unknown' AS label_en,
    999 AS sort_order
FROM unknown AS u
