SELECT
    date, month, weekday, district, sub_district, major_district, home_district, home_major_district,
    department, source, channel,
    contacts AS numerator
FROM participation
