-- grain: one row per landed booking row that a newer version of the same reservation supersedes
-- Versions share the uuid, the reservation id or the statistic row id. A row without a uuid may come back
-- with one, so a reservation is a connected component over the three keys.
-- A row of a Respa workbook has no key: its space, start and end identify it. The API's row of the same unit
-- name, resource name, start and end supersedes it. Local times are compared, as workbooks have them.
-- Rows whose keys are unique need no comparison. Hashes take a third of the memory that keys take; two
-- keys with the same hash only add candidates, which are compared by their keys.
WITH RECURSIVE shared_statistic AS (
    SELECT hash(source, statistic_id) AS hashed
    FROM landing_bookings
    WHERE statistic_id IS NOT NULL
    GROUP BY hash(source, statistic_id)
    HAVING count(*) > 1
),

shared_reservation AS (
    SELECT hash(reservation_key) AS hashed
    FROM landing_bookings
    WHERE reservation_key IS NOT NULL
    GROUP BY hash(reservation_key)
    HAVING count(*) > 1
),

shared_uuid AS (
    SELECT hash(uuid_key) AS hashed
    FROM landing_bookings
    WHERE uuid_key IS NOT NULL
    GROUP BY hash(uuid_key)
    HAVING count(*) > 1
),

candidate AS (
    SELECT b.row_id, b.load_rank, b.updated_utc, b.source, b.statistic_id, b.reservation_key, b.uuid_key
    FROM landing_bookings AS b
    LEFT JOIN shared_statistic AS s ON hash(b.source, b.statistic_id) = s.hashed
    LEFT JOIN shared_reservation AS r ON hash(b.reservation_key) = r.hashed
    LEFT JOIN shared_uuid AS u ON hash(b.uuid_key) = u.hashed
    WHERE s.hashed IS NOT NULL OR r.hashed IS NOT NULL OR u.hashed IS NOT NULL
),

-- Forty monthly exports of one reservation have one or two distinct sets of keys: components stay small.
identity AS (
    SELECT source, statistic_id, reservation_key, uuid_key, min(row_id) AS node
    FROM candidate
    GROUP BY source, statistic_id, reservation_key, uuid_key
),

hub AS (
    SELECT node, min(node) OVER (PARTITION BY source, statistic_id) AS centre
    FROM identity
    WHERE statistic_id IS NOT NULL
    UNION
    SELECT node, min(node) OVER (PARTITION BY reservation_key) AS centre
    FROM identity
    WHERE reservation_key IS NOT NULL
    UNION
    SELECT node, min(node) OVER (PARTITION BY uuid_key) AS centre
    FROM identity
    WHERE uuid_key IS NOT NULL
),

edge AS (
    SELECT node AS from_node, centre AS to_node FROM hub
    UNION
    SELECT centre AS from_node, node AS to_node FROM hub
),

-- Rows that are the first of each of their keys. The first row of a component is one of them, and so the only
-- one of most: keys spread from these alone, because all pairs of thousands of rows that share a number would
-- need all memory.
seed AS (
    SELECT node
    FROM hub
    GROUP BY node
    HAVING min(centre) = node
),

reach AS (
    SELECT node AS first_node, node FROM seed
    UNION
    SELECT r.first_node, e.to_node AS node
    FROM reach AS r
    INNER JOIN edge AS e ON r.node = e.from_node
),

component AS (
    SELECT node, min(first_node) AS reservation FROM reach GROUP BY node
),

ranked AS (
    SELECT
        c.row_id,
        row_number() OVER (
            PARTITION BY k.reservation
            ORDER BY c.updated_utc DESC NULLS LAST, c.load_rank DESC, c.row_id DESC
        ) AS version
    FROM candidate AS c
    INNER JOIN identity AS i
        ON c.source = i.source
        AND c.statistic_id IS NOT DISTINCT FROM i.statistic_id
        AND c.reservation_key IS NOT DISTINCT FROM i.reservation_key
        AND c.uuid_key IS NOT DISTINCT FROM i.uuid_key
    INNER JOIN component AS k ON i.node = k.node
),

workbook AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY legacy_space, begin_local, end_local ORDER BY load_rank DESC, row_id DESC
        ) AS version
    FROM respa_booking
    WHERE NOT is_listed
),

also_in_the_api AS (
    SELECT DISTINCT w.row_id
    FROM workbook AS w
    INNER JOIN respa_resource_name AS r ON w.unit_name = r.unit_name AND w.space_name = r.space_name
    INNER JOIN respa_booking AS j
        ON r.space = j.legacy_space AND w.begin_local = j.begin_local AND w.end_local = j.end_local
    WHERE j.is_listed
)

SELECT row_id FROM ranked WHERE version > 1
UNION
SELECT row_id FROM workbook WHERE version > 1 AND legacy_space IS NOT NULL
UNION
SELECT row_id FROM also_in_the_api
