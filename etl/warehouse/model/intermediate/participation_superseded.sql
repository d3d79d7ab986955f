-- grain: one row per landed row of participation that a newer version of the same thing supersedes
-- The definitions ("Loaded twice") say what identifies a thing in each source.
WITH versioned AS (
    SELECT row_id, row_number() OVER (
        PARTITION BY event ORDER BY updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
    ) AS version
    FROM landing_events
    UNION ALL
    SELECT row_id, row_number() OVER (
        PARTITION BY registration ORDER BY updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
    ) AS version
    FROM landing_registrations
    UNION ALL
    SELECT row_id, row_number() OVER (
        PARTITION BY signup ORDER BY updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
    ) AS version
    FROM landing_signups
    UNION ALL
    SELECT row_id, row_number() OVER (
        PARTITION BY organisation ORDER BY updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
    ) AS version
    FROM landing_organisations
    UNION ALL
    SELECT row_id, row_number() OVER (
        PARTITION BY enrolment
        ORDER BY is_whole_report DESC, updated_utc DESC NULLS LAST, load_rank DESC, row_id DESC
    ) AS version
    FROM landing_school_enrolments
    UNION ALL
    SELECT row_id, row_number() OVER (
        PARTITION BY source, record_id ORDER BY load_rank DESC, row_id DESC
    ) AS version
    FROM landing_event_records
    WHERE record_id IS NOT NULL
    UNION ALL
    SELECT row_id, row_number() OVER (PARTITION BY plan ORDER BY load_rank DESC, row_id DESC) AS version
    FROM landing_budget_plans
    UNION ALL
    SELECT row_id, row_number() OVER (
        PARTITION BY volunteer_key ORDER BY load_rank DESC, row_id DESC
    ) AS version
    FROM landing_volunteer_checkpoints
),

-- A hearing's report and a budget's year of votes supersede an earlier file as a whole.
report AS (
    SELECT
        hearing,
        load_rank,
        row_number() OVER (
            PARTITION BY hearing
            ORDER BY count(CASE WHEN contribution <> 'poll_option' THEN 1 END) DESC, load_rank DESC
        ) AS version
    FROM landing_hearing_contributions
    GROUP BY hearing, load_rank
),

vote AS (
    SELECT row_id, load_rank, budget, is_vote_list, year(date) AS calendar_year FROM landing_budget_votes
),

ballot AS (
    SELECT
        budget,
        calendar_year,
        is_vote_list,
        load_rank,
        row_number() OVER (
            PARTITION BY budget, calendar_year, is_vote_list ORDER BY load_rank DESC
        ) AS version
    FROM vote
    GROUP BY budget, calendar_year, is_vote_list, load_rank
),

listed_year AS (
    SELECT DISTINCT calendar_year FROM vote WHERE is_vote_list
),

-- An event of Kukkuu is superseded if none of its occurrences is in force.
occurrence AS (
    SELECT row_id, load_rank, unnest(occurrences) AS o FROM landing_culture_events
),

occurrence_version AS (
    SELECT row_id, row_number() OVER (PARTITION BY o.id ORDER BY load_rank DESC, row_id DESC) AS version
    FROM occurrence
)

SELECT row_id FROM versioned WHERE version > 1
UNION ALL
SELECT c.row_id
FROM landing_hearing_contributions AS c
INNER JOIN report AS r ON c.hearing = r.hearing AND c.load_rank = r.load_rank
WHERE r.version > 1
UNION ALL
SELECT v.row_id
FROM vote AS v
INNER JOIN ballot AS b
    ON v.budget = b.budget
    AND v.calendar_year = b.calendar_year
    AND v.is_vote_list = b.is_vote_list
    AND v.load_rank = b.load_rank
LEFT JOIN listed_year AS l ON v.calendar_year = l.calendar_year
WHERE b.version > 1 OR (NOT v.is_vote_list AND l.calendar_year IS NOT NULL)
UNION ALL
SELECT row_id FROM occurrence_version GROUP BY row_id HAVING min(version) > 1
