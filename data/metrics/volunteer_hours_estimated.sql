SELECT
    date, month, weekday, district, sub_district, major_district, department, source, activity,
    person_hours_estimated AS numerator
FROM volunteer_event
