-- grain: one row per contact, or per group of equal contacts, of a resident with the city
WITH scope_name AS (
    SELECT scope, min(scope_name) AS name
    FROM (
        SELECT scope, scope_name FROM landing_budget_scopes
        UNION ALL
        SELECT scope, scope_name FROM landing_budget_plans
    ) AS named
    WHERE scope_name IS NOT NULL
    GROUP BY scope
),

hearing AS (
    SELECT
        c.date,
        coalesce(a.district, 'unknown') AS district,
        coalesce(a.sub_district, 'unknown') AS sub_district,
        coalesce(a.major_district, 'unknown') AS major_district,
        c.source,
        CASE WHEN c.contribution = 'poll_option' THEN 'hearing_poll' ELSE 'hearing' END AS channel,
        c.contacts
    FROM landing_hearing_contributions AS c
    LEFT JOIN participation_superseded AS s ON c.row_id = s.row_id
    LEFT JOIN area_by_name AS a ON lower(trim(c.borough)) = a.name
    WHERE s.row_id IS NULL
),

vote AS (
    SELECT
        v.date,
        coalesce(m.major_district, 'unknown') AS major_district,
        coalesce(v.home_major_district, 'unknown') AS home_major_district,
        o.department,
        v.source,
        'budget_vote' AS channel,
        1 AS contacts
    FROM landing_budget_votes AS v
    LEFT JOIN participation_superseded AS s ON v.row_id = s.row_id
    LEFT JOIN major_district_by_name AS m ON lower(split_part(trim(v.budget_name), ' ', 1)) = m.name
    LEFT JOIN reference_owners AS o ON v.source = o.source
    WHERE s.row_id IS NULL
),

proposal AS (
    SELECT
        p.published_date AS date,
        coalesce(m.major_district, 'unknown') AS major_district,
        o.department,
        p.source,
        'budget_proposal' AS channel,
        1 AS contacts
    FROM landing_budget_plans AS p
    LEFT JOIN participation_superseded AS s ON p.row_id = s.row_id
    LEFT JOIN scope_name AS n ON p.scope = n.scope
    LEFT JOIN major_district_by_name AS m
        ON lower(split_part(trim(coalesce(p.scope_name, n.name)), ' ', 1)) = m.name
    LEFT JOIN reference_owners AS o ON p.source = o.source
    WHERE s.row_id IS NULL AND p.published_date IS NOT NULL
),

contact AS (
    SELECT * FROM hearing
    UNION ALL BY NAME
    SELECT * FROM vote
    UNION ALL BY NAME
    SELECT * FROM proposal
    UNION ALL BY NAME
    SELECT date, district, sub_district, major_district, department, source, channel, 1 AS contacts
    FROM event_signup
    UNION ALL BY NAME
    SELECT
        date, district, sub_district, major_district, department, source, 'event' AS channel,
        coalesce(attended, registered, 0) AS contacts
    FROM recorded_event
    UNION ALL BY NAME
    SELECT
        date, district, sub_district, major_district, home_district, home_major_district, department, source,
        'school_culture' AS channel, contacts
    FROM school_visit
    UNION ALL BY NAME
    SELECT
        c.date, o.department, c.source, 'children_culture' AS channel,
        coalesce(c.enrolled, 0) AS contacts
    FROM culture_occurrence AS c
    LEFT JOIN reference_owners AS o ON c.source = o.source
)

SELECT
    date,
    cast(date_trunc('month', date) AS DATE) AS month,
    cast(isodow(date) AS INTEGER) AS weekday,
    coalesce(district, 'unknown') AS district,
    coalesce(sub_district, 'unknown') AS sub_district,
    coalesce(major_district, 'unknown') AS major_district,
    coalesce(home_district, 'unknown') AS home_district,
    coalesce(home_major_district, 'unknown') AS home_major_district,
    coalesce(department, 'unknown') AS department,
    source,
    channel,
    cast(contacts AS INTEGER) AS contacts
FROM contact
WHERE contacts > 0
