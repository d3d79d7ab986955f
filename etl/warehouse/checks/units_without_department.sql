-- warn
-- fi: Toimipisteitä, joiden toimialaa ei tiedetä
-- sv: Verksamhetsställen vars sektor är okänd
-- en: Service points whose department is unknown
SELECT unit FROM unit WHERE department = 'unknown'
