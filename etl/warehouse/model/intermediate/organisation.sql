-- grain: one row per association; the number identifies it within this build only
SELECT organisation_key, cast(row_number() OVER (ORDER BY min(row_id)) AS INTEGER) AS organisation
FROM (
    SELECT organisation_key, row_id FROM landing_bookings
    UNION ALL
    SELECT organiser_key AS organisation_key, row_id FROM landing_events
    UNION ALL
    SELECT organiser_key AS organisation_key, row_id FROM landing_school_enrolments
    UNION ALL
    SELECT organiser_key AS organisation_key, row_id FROM landing_event_records
) AS keyed
WHERE organisation_key IS NOT NULL
GROUP BY organisation_key
