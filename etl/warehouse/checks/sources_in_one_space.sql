-- warn
-- fi: Lähteitä, joiden kaikki varaukset ovat samassa tilassa
-- sv: Källor vars alla bokningar gäller samma lokal
-- en: Sources whose bookings are all in the same space
SELECT source || ': ' || min(space) AS example
FROM booking
GROUP BY source
HAVING count(*) >= 50 AND min(space) = max(space)
