-- grain: one row per space; its areas, department and unit as the largest tables store them
SELECT space, district, sub_district, major_district, department, unit, source, capacity
FROM space
