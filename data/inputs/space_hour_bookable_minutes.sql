SELECT *, department AS owner_department, true AS is_known
FROM space_hour
