-- grain: one row per unambiguous "space, unit" of Varaamo, as applications name spaces
SELECT lower(s.name_fi || ', ' || u.name_fi) AS name, min(s.space) AS space
FROM space AS s
INNER JOIN unit AS u ON s.unit = u.unit
WHERE s.source = 'varaamo'
GROUP BY lower(s.name_fi || ', ' || u.name_fi)
HAVING count(*) = 1
