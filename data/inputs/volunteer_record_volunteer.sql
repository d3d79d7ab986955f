SELECT *, volunteer IS NOT NULL AS is_known
FROM volunteer_record
WHERE is_completed
