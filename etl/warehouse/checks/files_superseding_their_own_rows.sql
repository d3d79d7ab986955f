-- warn
-- fi: Tiedostoja, joiden riveistä yli 5 % korvaa saman tiedoston toinen rivi: avain ei liene yksilöllinen
-- sv: Filer där över 5 % av raderna ersätts av en annan rad i samma fil: nyckeln är troligen inte unik
-- en: Files of whose rows over 5 % are superseded by another row of the file: the key is probably not unique
WITH keyed AS (
    SELECT load_rank, coalesce(hex(reservation_key), hex(uuid_key), statistic_id) AS key FROM landing_bookings
    UNION ALL
    SELECT load_rank, record_id AS key FROM landing_volunteer_records
    UNION ALL
    SELECT load_rank, space AS key FROM landing_spaces
    UNION ALL
    SELECT load_rank, signup AS key FROM landing_signups
    UNION ALL
    SELECT load_rank, event AS key FROM landing_events
),

repeated AS (
    SELECT load_rank, count(key) AS rows, count(key) - count(DISTINCT key) AS repeats
    FROM keyed
    GROUP BY load_rank
)

SELECT l.file || ': ' || r.repeats || ' / ' || r.rows AS example
FROM repeated AS r
INNER JOIN staged_load AS s ON r.load_rank = s.load_rank
INNER JOIN load AS l ON contains(s.filename, l.load_id)
WHERE r.rows >= 20 AND r.repeats > 0.05 * r.rows
