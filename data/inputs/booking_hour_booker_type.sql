SELECT *, department AS owner_department, booker_type <> 'unknown' AS is_known
FROM booking_hour
