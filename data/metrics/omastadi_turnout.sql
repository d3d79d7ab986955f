SELECT date, month, major_district, source, voters AS numerator
FROM budget_round
UNION ALL BY NAME
SELECT date, month, major_district, source, residents AS denominator
FROM budget_round
