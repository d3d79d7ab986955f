-- If either price is missing, the value is unknown, not zero.
SELECT
    date, month, weekday, hour, district, sub_district, major_district, department, unit, space,
    source, booker_type, kind, purpose, age_group, home_major_district,
    list_price_eur - price_eur AS numerator
FROM booking
WHERE is_use AND list_price_eur IS NOT NULL AND price_eur IS NOT NULL
