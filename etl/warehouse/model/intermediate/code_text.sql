-- grain: one row per coded column and text that it can have
-- The largest tables store these columns as numbers (etl/warehouse/codes.py).
WITH landed AS (
    SELECT
        list(DISTINCT space) AS space,
        list(DISTINCT booker_type) AS booker_type,
        list(DISTINCT kind) AS kind,
        list(DISTINCT purpose) AS purpose,
        list(DISTINCT age_group) AS age_group,
        list(DISTINCT home_major_district) AS home_major_district
    FROM landing_bookings
)

SELECT 'district' AS column_name, district AS text FROM space
UNION
SELECT 'sub_district' AS column_name, sub_district AS text FROM space
UNION
SELECT 'major_district' AS column_name, major_district AS text FROM space
UNION
SELECT 'department' AS column_name, department AS text FROM space
UNION
SELECT 'unit' AS column_name, unit AS text FROM space
UNION
SELECT 'space' AS column_name, space AS text FROM space
UNION
SELECT 'space' AS column_name, space AS text FROM legacy_space
UNION
SELECT 'space' AS column_name, unnest(space) AS text FROM landed
UNION
SELECT 'source' AS column_name, source AS text FROM space
UNION
SELECT 'source' AS column_name, source AS text FROM staged_load
UNION
SELECT 'booker_type' AS column_name, unnest(booker_type) AS text FROM landed
UNION
SELECT 'booker_type' AS column_name, 'city' AS text
UNION
SELECT 'kind' AS column_name, unnest(kind) AS text FROM landed
UNION
SELECT 'purpose' AS column_name, unnest(purpose) AS text FROM landed
UNION
SELECT 'purpose' AS column_name, 'unknown' AS text
UNION
SELECT 'age_group' AS column_name, unnest(age_group) AS text FROM landed
UNION
SELECT 'age_group' AS column_name, 'unknown' AS text
UNION
SELECT 'home_major_district' AS column_name, unnest(home_major_district) AS text FROM landed
UNION
SELECT 'home_major_district' AS column_name, 'unknown' AS text
UNION
SELECT
    'state' AS column_name,
    unnest(['confirmed', 'cancelled', 'denied', 'never_happened', 'pending']) AS text
