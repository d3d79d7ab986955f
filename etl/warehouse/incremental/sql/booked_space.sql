-- grain: one row per landed booking of a space that is in no register and that new bookings name
SELECT b.space, b.space_name, b.source, b.unit, b.unit_name, b.department, b.district
FROM landing_bookings AS b
INNER JOIN (
    SELECT DISTINCT a.space
    FROM scratch.added.landing_bookings AS a
    LEFT JOIN space AS s ON a.space = s.space AND s.is_registered
    WHERE a.space IS NOT NULL AND s.space IS NULL
) AS n ON b.space = n.space
