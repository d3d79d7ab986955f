-- grain: one row per booker, organisation, space, month, source and booker type of any use booking
-- The date is the first one: a row counts from it on. Most bookers have one row in a month. Those need
-- no comparison with others to be counted once.
WITH booked AS (
    SELECT
        month, district, sub_district, major_district, department, unit, space, source, booker_type, booker,
        organisation, min(date) AS date
    FROM booking
    WHERE is_use
    GROUP BY
        month, district, sub_district, major_district, department, unit, space, source, booker_type, booker,
        organisation
)

SELECT
    date,
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
ORDER BY booker_type, month
