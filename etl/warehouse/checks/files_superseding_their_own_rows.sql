-- warn
-- fi: Tiedostoja, joiden riveistä yli 5 % korvaa saman tiedoston toinen rivi: avain ei liene yksilöllinen
-- sv: Filer där över 5 % av raderna ersätts av en annan rad i samma fil: nyckeln är troligen inte unik
-- en: Files of whose rows over 5 % are superseded by another row of the file: the key is probably not unique
WITH ranked AS (
    SELECT s.load_rank, l.file, l.rows_superseded
    FROM staged_load AS s
    INNER JOIN load AS l ON contains(s.filename, l.load_id)
),

keyed AS (
    -- Of two bookings with one key, one is superseded. So most files need not be read.
    SELECT load_rank, coalesce(reservation_key, uuid_key, encode(statistic_id)) AS key FROM landing_bookings
    WHERE load_rank IN (SELECT load_rank FROM ranked WHERE rows_superseded > 0)
    UNION ALL
    SELECT load_rank, encode(record_id) AS key FROM landing_volunteer_records
    UNION ALL
    SELECT load_rank, encode(space) AS key FROM landing_spaces
    UNION ALL
    SELECT load_rank, encode(signup) AS key FROM landing_signups
    UNION ALL
    SELECT load_rank, encode(event) AS key FROM landing_events
),

-- Counting the rows of each key and then the keys is faster than a count of distinct keys.
repeated AS (
    SELECT load_rank, sum(rows) AS rows, sum(rows - 1) AS repeats
    FROM (
        SELECT load_rank, key, count(*) AS rows
        FROM keyed
        WHERE key IS NOT NULL
        GROUP BY load_rank, key
    ) AS counted
    GROUP BY load_rank
)

SELECT l.file || ': ' || r.repeats || ' / ' || r.rows AS example
FROM repeated AS r
INNER JOIN ranked AS l ON r.load_rank = l.load_rank
WHERE r.rows >= 20 AND r.repeats > 0.05 * r.rows
