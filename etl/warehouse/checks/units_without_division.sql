-- warn
-- fi: Toimipisteitä, joiden toimialaa ei tiedetä
-- sv: Verksamhetsställen vars sektor är okänd
-- en: Service points whose division is unknown
SELECT unit FROM unit WHERE department = 'unknown'
