-- grain: one row per first word of a budget area's name, with its major district
-- OmaStadi calls its areas "Eteläinen Helsinki", its Pabulib files in English too.
SELECT lower(name_fi) AS name, area_code AS major_district
FROM reference_areas
WHERE level = 'major_district'
UNION
SELECT lower(name_sv) AS name, area_code AS major_district
FROM reference_areas
WHERE level = 'major_district'
UNION
SELECT e.name, a.area_code AS major_district
FROM reference_areas AS a
INNER JOIN (
    VALUES
    ('southern', 'Eteläinen'), ('western', 'Läntinen'), ('central', 'Keskinen'), ('northern', 'Pohjoinen'),
    ('north-eastern', 'Koillinen'), ('northeastern', 'Koillinen'), ('south-eastern', 'Kaakkoinen'),
    ('southeastern', 'Kaakkoinen'), ('eastern', 'Itäinen')
) AS e (name, name_fi) ON a.name_fi = e.name_fi
WHERE a.level = 'major_district'
