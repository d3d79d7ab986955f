SELECT
    date, month, district, sub_district, major_district,
    bookable_minutes AS numerator
FROM space_hour
UNION ALL BY NAME
SELECT
    month, district, sub_district, major_district,
    residents AS denominator
FROM resident_month
