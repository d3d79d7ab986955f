-- warn
-- fi: Lähteitä, joiden jokaisen rivin alue on tuntematon
-- sv: Källor där området är okänt på varje rad
-- en: Sources in which the area of every row is unknown
-- Culture for children, Salesforce V4S and CiviVolunteer never have an area.
SELECT source
FROM (
    SELECT source, district, major_district FROM booking
    UNION ALL
    SELECT source, district, major_district FROM volunteer_record
    WHERE source NOT IN ('v4s', 'civivolunteer')
    UNION ALL
    SELECT source, district, major_district FROM participation WHERE channel <> 'children_culture'
) AS placed
GROUP BY source
HAVING count(*) >= 20 AND count(CASE WHEN district <> 'unknown' OR major_district <> 'unknown' THEN 1 END) = 0
