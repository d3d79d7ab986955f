-- warn
-- fi: Varattuja tiloja, joita ei ole missään rekisterissä
-- sv: Bokade utrymmen som inte finns i något register
-- en: Booked spaces that are in no register
SELECT space FROM space WHERE NOT is_registered AND space <> 'unknown'
