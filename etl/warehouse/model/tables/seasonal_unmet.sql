-- grain: one row per section without a slot and hour of the week it wished for: its minutes a week there
-- The wished minutes of a week are spread over the wished times in proportion to their length. A section
-- whose wished times are in no export has one row without weekday and hour.
WITH without_slot AS (
    SELECT i.*, r.wish_windows
    FROM seasonal_section AS i
    LEFT JOIN (
        SELECT r.section, r.wish_windows
        FROM landing_seasonal_sections AS r
        LEFT JOIN seasonal_superseded AS s ON r.row_id = s.row_id
        WHERE s.row_id IS NULL AND r.wish_windows IS NOT NULL
    ) AS r ON i.section = r.section
    WHERE NOT i.has_slot
),

windows AS (
    SELECT DISTINCT section, unnest(wish_windows) AS w FROM without_slot
),

span AS (
    SELECT
        section,
        w.weekday AS weekday,
        w.begin_minute AS begin_minute,
        CASE WHEN w.end_minute > w.begin_minute THEN w.end_minute ELSE 1440 END AS end_minute
    FROM windows
),

hourly AS (
    SELECT *, unnest(generate_series(begin_minute // 60, (end_minute - 1) // 60)) AS hour
    FROM span
),

wished AS (
    SELECT
        section,
        weekday,
        cast(hour AS INTEGER) AS hour,
        sum(least(end_minute, (hour + 1) * 60) - greatest(begin_minute, hour * 60)) AS minutes
    FROM hourly
    GROUP BY section, weekday, hour
),

share AS (
    SELECT section, weekday, hour, minutes / sum(minutes) OVER (PARTITION BY section) AS part
    FROM wished
)

SELECT
    i.date AS season_begin,
    i.season_end,
    h.weekday,
    h.hour,
    i.district,
    i.sub_district,
    i.major_district,
    i.department,
    i.unit,
    i.space,
    i.source,
    cast(i.wished_minutes_per_week * coalesce(h.part, 1) AS DECIMAL(18, 6)) AS unmet_minutes_per_week
FROM without_slot AS i
LEFT JOIN share AS h ON i.section = h.section
