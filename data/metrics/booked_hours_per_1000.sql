SELECT
    date, month, district, sub_district, major_district,
    booked_minutes AS numerator
FROM booking_hour
UNION ALL BY NAME
SELECT
    month, district, sub_district, major_district,
    residents AS denominator
FROM resident_month
