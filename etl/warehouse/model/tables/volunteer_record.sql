-- grain: one row per volunteering record in force
-- Keys identify people within their source: a person in two systems is two volunteers.
-- In a mapped export (custom:), total_hours are person-hours; hours and minutes are per person.
WITH in_force AS (
    SELECT
        r.*,
        r.status = 'completed' AS is_completed,
        coalesce(r.people, CASE WHEN r.source LIKE 'custom:%' THEN r.attended END, 1) AS headcount,
        year(r.start_date) AS calendar_year
    FROM landing_volunteer_records AS r
    LEFT JOIN volunteer_superseded AS s ON r.row_id = s.row_id
    WHERE s.row_id IS NULL
),

volunteer AS (
    SELECT
        source,
        volunteer_key,
        min(row_id) AS volunteer,
        min(CASE WHEN is_completed THEN calendar_year END) AS first_year
    FROM in_force
    WHERE volunteer_key IS NOT NULL
    GROUP BY source, volunteer_key
),

-- A name that two units share does not determine the unit of a shift.
unit_by_name AS (
    SELECT lower(name_fi) AS name, min(unit) AS unit
    FROM unit
    GROUP BY lower(name_fi)
    HAVING count(*) = 1
),

located AS (
    SELECT
        r.*,
        u.unit,
        coalesce(u.district, a.district) AS district,
        CASE WHEN u.unit IS NOT NULL THEN u.sub_district ELSE a.sub_district END AS sub_district,
        u.major_district AS unit_major_district,
        coalesce(nullif(u.department, 'unknown'), d.department) AS department
    FROM in_force AS r
    LEFT JOIN unit_by_name AS n ON lower(trim(r.place_name)) = n.name
    LEFT JOIN unit AS u ON n.unit = u.unit
    LEFT JOIN area_by_name AS a ON lower(trim(r.place_name)) = a.name
    LEFT JOIN reference_departments AS d
        ON lower(trim(r.site)) = lower(d.name_fi) OR lower(trim(r.site)) = lower(d.department)
)

SELECT
    r.start_date AS date,
    cast(date_trunc('month', r.start_date) AS DATE) AS month,
    cast(isodow(r.start_date) AS INTEGER) AS weekday,
    coalesce(r.district, 'unknown') AS district,
    coalesce(r.sub_district, 'unknown') AS sub_district,
    coalesce(a.parent_code, nullif(r.unit_major_district, 'unknown'), r.shift_major_district, 'unknown')
        AS major_district,
    coalesce(r.department, 'unknown') AS department,
    coalesce(r.unit, 'unknown') AS unit,
    r.source,
    coalesce(r.activity, 'unknown') AS activity,
    r.is_completed,
    CASE WHEN r.is_completed THEN cast(
        CASE r.source
            WHEN 'rosterfy' THEN r.hours / nullif(r.demand, 0) * r.attended
            WHEN 'civivolunteer' THEN r.minutes / 60
            WHEN 'v4s' THEN coalesce(r.total_hours, r.hours * r.headcount)
            WHEN 'volgistics'
                THEN r.hours * CASE WHEN p.volgistics_hours_per_person THEN r.headcount ELSE 1 END
            ELSE coalesce(r.total_hours, coalesce(r.hours, r.minutes / 60) * r.headcount)
        END AS DECIMAL(18, 6)
    ) END AS person_hours,
    v.volunteer,
    coalesce(v.first_year < r.calendar_year, false) AS is_returning,
    CASE WHEN r.source = 'rosterfy' THEN r.attended WHEN r.is_completed THEN r.headcount END AS attended,
    r.demand,
    CASE r.source
        WHEN 'volgistics' THEN r.no_show
        WHEN 'rosterfy' THEN NULL
        ELSE coalesce(r.no_show, CASE WHEN r.status = 'no_show' THEN r.headcount ELSE 0 END)
    END AS no_show,
    CASE r.source
        WHEN 'rosterfy' THEN false
        WHEN 'volgistics' THEN r.no_show IS NOT NULL
        WHEN 'v4s' THEN true
        WHEN 'civivolunteer' THEN true
        ELSE max(CASE WHEN r.status = 'no_show' OR r.no_show IS NOT NULL THEN 1 ELSE 0 END)
            OVER (PARTITION BY r.source) = 1
    END AS counts_no_show
FROM located AS r
CROSS JOIN build_parameter AS p
LEFT JOIN volunteer AS v ON r.source = v.source AND r.volunteer_key = v.volunteer_key
LEFT JOIN reference_areas AS a ON a.level = 'district' AND r.district = a.area_code
