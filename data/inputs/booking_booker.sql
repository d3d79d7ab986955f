SELECT *, booker IS NOT NULL AS is_known
FROM booking
WHERE is_use
