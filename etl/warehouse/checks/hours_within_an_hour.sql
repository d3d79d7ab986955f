-- fail
-- fi: Tilassa on tunnissa enintään 60 varattavissa olevaa minuuttia (syksyn kaksoistunnissa 120)
-- sv: En lokal har högst 60 bokningsbara minuter per timme (120 under höstens dubbla timme)
-- en: A space has at most 60 bookable minutes in an hour (120 in the hour that occurs twice in autumn)
SELECT h.space, h.date, h.hour
FROM (
    SELECT space, date, hour, sum(bookable_minutes) AS bookable_minutes
    FROM space_hour
    GROUP BY space, date, hour
) AS h
INNER JOIN (SELECT date, hour, count(*) AS runs FROM local_hour GROUP BY date, hour) AS l
    ON h.date = l.date AND h.hour = l.hour
WHERE h.bookable_minutes > 60 * l.runs
