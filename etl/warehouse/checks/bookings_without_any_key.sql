-- warn
-- fi: Varauksia ilman tunnistetta (rajapinnan rivit ennen 28.11.2024): muut viennit eivät yhdisty niihin
-- sv: Bokningar utan id (gränssnittets rader före 28.11.2024): andra exporter kopplas inte till dem
-- en: Reservations without an id (API rows before 28 Nov 2024): other exports do not match them
SELECT row_id
FROM landing_bookings
WHERE source = 'varaamo' AND statistic_id IS NULL AND reservation_key IS NULL AND uuid_key IS NULL
