SELECT
    date, month, district, sub_district, major_district, department, unit, space, source,
    booker_type, purpose, age_group,
    wished_minutes_per_week AS numerator
FROM seasonal_section
