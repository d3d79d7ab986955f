-- fail
-- fi: Tilassa on tunnissa enintään 60 varattavissa olevaa minuuttia
-- sv: Ett utrymme har högst 60 bokningsbara minuter per timme
-- en: A space has at most 60 bookable minutes in an hour
SELECT space, date, hour, sum(bookable_minutes) AS bookable_minutes
FROM space_hour
GROUP BY space, date, hour
HAVING sum(bookable_minutes) > 120
