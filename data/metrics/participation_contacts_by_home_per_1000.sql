SELECT
    date, month, home_district, home_major_district,
    contacts AS numerator
FROM participation
UNION ALL BY NAME
SELECT
    month, district AS home_district, major_district AS home_major_district,
    residents AS denominator
FROM resident_month
