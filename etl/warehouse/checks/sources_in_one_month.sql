-- warn
-- fi: Lähteitä, joiden kaikki rivit ovat samassa kuussa
-- sv: Källor vars alla rader gäller samma månad
-- en: Sources whose rows are all in the same month
SELECT source || ': ' || strftime(min(month), '%Y-%m') AS example
FROM source_month
WHERE data IN ('bookings', 'volunteering', 'participation')
GROUP BY source
HAVING sum(rows) >= 50 AND min(month) = max(month)
