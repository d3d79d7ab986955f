-- warn
-- fi: Toimipisteitä, joiden peruspiiriä ei tiedetä
-- sv: Verksamhetsställen vars distrikt är okänt
-- en: Service points whose district is unknown
SELECT unit FROM unit WHERE district = 'unknown'
