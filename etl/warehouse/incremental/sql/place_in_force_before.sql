-- grain: one row per landed booking row of earlier loads that is in force and has to be read whole: its place
SELECT k.load_rank, k.row_id % 10000000000 AS file_row_number
FROM changed_key AS k
LEFT JOIN booking_superseded AS s ON k.row_id = s.row_id
LEFT JOIN scratch.added.landing_bookings AS a ON k.row_id = a.row_id
WHERE s.row_id IS NULL AND a.row_id IS NULL
