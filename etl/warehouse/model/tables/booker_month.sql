-- grain: one row per booker, organisation, space, month, source and booker type of any use booking
-- Most bookers have one row in a month. Those need no comparison with others to be counted once.
WITH booked AS (
    SELECT DISTINCT
        month, district, sub_district, major_district, department, unit, space, source, booker_type, booker,
        organisation
    FROM booking
    WHERE is_use
)

SELECT
    cast(NULL AS DATE) AS date,
    month,
    cast(NULL AS INTEGER) AS weekday,
    cast(NULL AS INTEGER) AS hour,
    district,
    sub_district,
    major_district,
    department,
    unit,
    space,
    source,
    booker_type,
    cast(NULL AS VARCHAR) AS kind,
    cast(NULL AS VARCHAR) AS purpose,
    cast(NULL AS VARCHAR) AS age_group,
    cast(NULL AS VARCHAR) AS home_major_district,
    true AS is_use,
    booker,
    organisation,
    count(*) OVER (PARTITION BY booker, month) = 1 AS is_only_row
FROM booked
