-- grain: one row per person attending an event of Linked Events that is held
-- A sign-up does not name its event; its registration lists the sign-ups.
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
)

SELECT
    h.date,
    h.district,
    h.sub_district,
    h.major_district,
    h.department,
    h.source,
    CASE WHEN h.event_type = 'volunteering' THEN 'volunteering_event' ELSE 'event' END AS channel,
    a.presence = 'present' AS is_present,
    max(CASE WHEN a.presence = 'present' THEN 1 ELSE 0 END) OVER (PARTITION BY l.registration) = 1
        AS is_presence_recorded
FROM listed AS l
INNER JOIN attending AS a ON l.signup = a.signup
INNER JOIN held_event AS h ON l.event = h.event
