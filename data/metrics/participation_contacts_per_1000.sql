SELECT
    date, month, district, sub_district, major_district,
    contacts AS numerator
FROM participation
UNION ALL BY NAME
SELECT
    month, district, sub_district, major_district,
    residents AS denominator
FROM resident_month
