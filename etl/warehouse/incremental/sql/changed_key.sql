-- grain: one row per booking row that new loads bring, or whose outcome depends on the days by which the
-- evidence of its source moved; the rows that share a key with them are added round by round
SELECT row_id, load_rank, updated_utc, source, statistic_id, reservation_key, uuid_key
FROM scratch.added.landing_bookings
UNION
SELECT l.row_id, l.load_rank, l.updated_utc, l.source, l.statistic_id, l.reservation_key, l.uuid_key
FROM landing_bookings AS l
INNER JOIN booking AS b ON l.row_id = b.booking_id
INNER JOIN source_as_of AS a ON b.source = a.source
INNER JOIN source_as_of_before AS p ON b.source = p.source
WHERE b.state IN ('pending', 'never_happened')
    AND b.date > least(a.as_of, p.as_of)
    AND b.date <= greatest(a.as_of, p.as_of)
