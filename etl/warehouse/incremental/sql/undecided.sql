-- grain: one row per booking in force whose outcome depends on the days by which its source's evidence moved
-- It shares no key with other rows that change, so it stays in force: its own keys are not needed.
SELECT b.booking_id AS row_id, b.booking_id // 10000000000 AS load_rank, b.source
FROM booking AS b
INNER JOIN source_as_of AS a ON b.source = a.source
INNER JOIN source_as_of_before AS p ON b.source = p.source
WHERE b.state IN ('pending', 'never_happened')
    AND b.date > least(a.as_of, p.as_of)
    AND b.date <= greatest(a.as_of, p.as_of)
    AND b.booking_id NOT IN (SELECT row_id FROM changed_key)
