-- warn
-- fi: Rekisteröityjä tiloja, joilla ei ole varattavissa olevaa aikaa (nimittäjä tuntematon)
-- sv: Registrerade lokaler utan bokningsbar tid (nämnaren okänd)
-- en: Registered spaces without bookable time (denominator unknown)
SELECT space FROM space WHERE is_registered AND NOT has_bookable_time
