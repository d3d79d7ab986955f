-- grain: one row per month and sub-district
-- A month has the residents at the start of its year, else of the nearest year in the table.
WITH years AS (
    SELECT unnest(generate_series(2010, 2049)) AS calendar_year
),

nearest AS (
    SELECT
        y.calendar_year,
        r.start_of_year,
        row_number() OVER (
            PARTITION BY y.calendar_year
            ORDER BY abs(r.start_of_year - y.calendar_year), r.start_of_year
        ) AS distance_rank
    FROM years AS y
    CROSS JOIN (SELECT DISTINCT start_of_year FROM reference_residents) AS r
),

months AS (
    SELECT unnest(generate_series(1, 12)) AS month_number
)

SELECT
    make_date(n.calendar_year, m.month_number, 1) AS month,
    d.area_code AS district,
    s.area_code AS sub_district,
    d.parent_code AS major_district,
    r.residents
FROM nearest AS n
CROSS JOIN months AS m
INNER JOIN reference_residents AS r ON n.start_of_year = r.start_of_year
INNER JOIN reference_areas AS s ON s.level = 'sub_district' AND r.sub_district = s.area_code
INNER JOIN reference_areas AS d ON d.level = 'district' AND s.parent_code = d.area_code
WHERE n.distance_rank = 1 AND r.residents IS NOT NULL
