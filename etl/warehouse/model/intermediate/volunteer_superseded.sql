-- grain: one row per landed volunteering row that a newer version supersedes
-- Of rows with an id, the one of the later load is in force. Exports without ids may overlap, and an export
-- may repeat a row: the n-th of equal rows in a later load supersedes the n-th in an earlier one.
WITH counted AS (
    SELECT
        row_id,
        load_rank,
        source,
        record_id,
        volunteer_key,
        status,
        start_date,
        hours,
        minutes,
        total_hours,
        people,
        demand,
        attended,
        no_show,
        activity,
        role,
        site,
        place_name,
        row_number() OVER (
            PARTITION BY
                load_rank, source, volunteer_key, status, start_date, hours, minutes, total_hours, people,
                demand, attended, no_show, activity, role, site, place_name
            ORDER BY row_id
        ) AS occurrence
    FROM landing_volunteer_records
),

ranked AS (
    SELECT
        row_id,
        row_number() OVER (PARTITION BY source, record_id ORDER BY load_rank DESC, row_id DESC) AS version
    FROM counted
    WHERE record_id IS NOT NULL
    UNION ALL
    SELECT
        row_id,
        row_number() OVER (
            PARTITION BY
                source, volunteer_key, status, start_date, hours, minutes, total_hours, people, demand,
                attended, no_show, activity, role, site, place_name, occurrence
            ORDER BY load_rank DESC, row_id DESC
        ) AS version
    FROM counted
    WHERE record_id IS NULL
)

SELECT row_id FROM ranked WHERE version > 1
