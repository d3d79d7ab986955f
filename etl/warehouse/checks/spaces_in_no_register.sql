-- warn
-- fi: Varattuja tiloja, joita ei ole missään rekisterissä
-- sv: Bokade lokaler som inte finns i något register
-- en: Booked spaces that are not in any register
-- Spaces of a mapped export are in no register: reported if their mapping names no place or department.
SELECT space
FROM space
WHERE NOT is_registered
    AND space <> 'unknown'
    AND (source NOT LIKE 'custom:%' OR district = 'unknown' OR department = 'unknown')
