-- warn
-- fi: Varattuja tiloja, joita ei ole missään rekisterissä
-- sv: Bokade utrymmen som inte finns i något register
-- en: Booked spaces that are in no register
-- Those of a mapped export are in none: they are told of where their mapping gives no district or division.
SELECT space
FROM space
WHERE NOT is_registered
    AND space <> 'unknown'
    AND (source NOT LIKE 'custom:%' OR district = 'unknown' OR department = 'unknown')
