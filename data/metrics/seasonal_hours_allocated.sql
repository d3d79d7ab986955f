SELECT
    date, month, weekday, district, sub_district, major_district, department, unit, space, source,
    booker_type, purpose, age_group,
    allocated_minutes_per_week AS numerator
FROM seasonal_slot
