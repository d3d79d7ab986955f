-- warn
-- fi: Toimipisteitä, joiden aluetta ei tiedetä
-- sv: Verksamhetsställen vars område är okänt
-- en: Service points whose area is unknown
SELECT unit FROM unit WHERE district = 'unknown'
