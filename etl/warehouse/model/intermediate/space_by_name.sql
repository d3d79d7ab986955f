-- grain: one row per "space, unit" that tells one space of Varaamo: so applications name spaces, without id
SELECT lower(s.name_fi || ', ' || u.name_fi) AS name, min(s.space) AS space
FROM space AS s
INNER JOIN unit AS u ON s.unit = u.unit
WHERE s.source = 'varaamo'
GROUP BY lower(s.name_fi || ', ' || u.name_fi)
HAVING count(*) = 1
