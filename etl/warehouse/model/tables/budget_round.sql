-- grain: one row per round of participatory budgeting (a calendar year) and major district where voters live
-- A round counts as a whole in the month in which its voting started. Only lists of voters have homes.
WITH vote AS (
    SELECT
        v.source,
        year(v.date) AS calendar_year,
        v.date,
        coalesce(v.home_major_district, 'unknown') AS major_district
    FROM landing_budget_votes AS v
    LEFT JOIN participation_superseded AS s ON v.row_id = s.row_id
    WHERE s.row_id IS NULL AND v.is_vote_list
),

round AS (
    SELECT calendar_year, source, min(date) AS date, cast(date_trunc('month', min(date)) AS DATE) AS month
    FROM vote
    GROUP BY calendar_year, source
),

turnout AS (
    SELECT calendar_year, source, major_district, count(*) AS voters, 0 AS residents
    FROM vote
    GROUP BY calendar_year, source, major_district
    UNION ALL
    SELECT r.calendar_year, r.source, m.major_district, 0 AS voters, sum(m.residents) AS residents
    FROM round AS r
    INNER JOIN resident_month AS m ON m.month = make_date(r.calendar_year, 1, 1)
    GROUP BY r.calendar_year, r.source, m.major_district
)

SELECT
    r.date,
    r.month,
    t.major_district,
    t.source,
    cast(sum(t.voters) AS INTEGER) AS voters,
    cast(sum(t.residents) AS INTEGER) AS residents
FROM turnout AS t
INNER JOIN round AS r ON t.calendar_year = r.calendar_year AND t.source = r.source
GROUP BY r.date, r.month, t.major_district, t.source
