-- grain: one row per person attending an event of Linked Events: published, not cancelled, not deleted
-- A sign-up does not name its event: it is reached through the list of its registration.
WITH listed AS (
    SELECT r.registration, r.event, unnest(r.signups) AS signup
    FROM landing_registrations AS r
    LEFT JOIN participation_superseded AS s ON r.row_id = s.row_id
    WHERE s.row_id IS NULL
),

attending AS (
    SELECT g.signup, g.presence
    FROM landing_signups AS g
    LEFT JOIN participation_superseded AS s ON g.row_id = s.row_id
    WHERE s.row_id IS NULL AND g.attendee_status = 'attending' AND NOT coalesce(g.is_deleted, false)
),

held AS (
    SELECT e.event, e.event_type, e.start_date, e.place, e.publisher, e.source
    FROM landing_events AS e
    LEFT JOIN participation_superseded AS s ON e.row_id = s.row_id
    WHERE
        s.row_id IS NULL
        AND NOT coalesce(e.is_deleted, false)
        AND e.publication <> 'draft'
        AND e.status <> 'cancelled'
)

SELECT
    h.start_date AS date,
    coalesce(p.district, 'unknown') AS district,
    coalesce(p.sub_district, 'unknown') AS sub_district,
    coalesce(p.major_district, 'unknown') AS major_district,
    coalesce(o.department, 'unknown') AS department,
    h.source,
    CASE WHEN h.event_type = 'volunteering' THEN 'volunteering_event' ELSE 'event' END AS channel,
    a.presence = 'present' AS is_present,
    max(CASE WHEN a.presence = 'present' THEN 1 ELSE 0 END) OVER (PARTITION BY l.registration) = 1
        AS is_presence_recorded
FROM listed AS l
INNER JOIN attending AS a ON l.signup = a.signup
INNER JOIN held AS h ON l.event = h.event
LEFT JOIN event_place AS p ON h.place = p.place
LEFT JOIN organisation_division AS o ON h.publisher = o.organisation
