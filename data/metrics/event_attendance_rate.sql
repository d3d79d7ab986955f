SELECT
    date, month, weekday, district, sub_district, major_district, department, source, channel,
    present AS numerator
FROM event_attendance
UNION ALL BY NAME
SELECT
    date, month, weekday, district, sub_district, major_district, department, source, channel,
    attending AS denominator
FROM event_attendance
