-- fail
-- fi: Käytössä oleva aika ei ylitä varattavissa olevaa
-- sv: Tiden i bruk överstiger inte den bokningsbara
-- en: Occupied time does not exceed bookable time
SELECT space, date, hour
FROM space_hour
WHERE occupied_minutes > bookable_minutes
    OR occupied_by_others_minutes > occupied_minutes
    OR bookable_minutes <= 0
