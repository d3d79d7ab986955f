-- grain: one row per occurrence of culture for children whose enrolments are known (internal ticketing)
WITH occurrence AS (
    SELECT source, ticketing, load_rank, row_id, unnest(occurrences) AS o FROM landing_culture_events
),

ranked AS (
    SELECT *, row_number() OVER (PARTITION BY o.id ORDER BY load_rank DESC, row_id DESC) AS version
    FROM occurrence
)

SELECT
    o.date,
    source,
    o.enrolment_count AS enrolled,
    coalesce(o.attended_count, 0) AS attended
FROM ranked
WHERE version = 1 AND ticketing = 'internal'
