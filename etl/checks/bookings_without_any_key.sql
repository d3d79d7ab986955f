-- warn
-- fi: Varauksia ilman yhtään tunnistetta (rajapinnan rivit ennen 28.11.2024): toista vientiä ei voi yhdistää niihin
-- sv: Bokningar utan något id (gränssnittets rader före 28.11.2024): en annan export kan inte kopplas till dem
-- en: Reservations without any id (API rows from before 28 November 2024): another export cannot be matched to them
SELECT row_id
FROM landing_bookings
WHERE statistic_id IS NULL AND reservation_key IS NULL AND uuid_key IS NULL
