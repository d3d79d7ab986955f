-- grain: one row per reservable span that may reach into a touched day, and one per resource and export
-- The latter say, as all spans do, which resources have spans, and which have them from several exports.
SELECT b.*
FROM landing_bookable_spans AS b
SEMI JOIN touched_resource AS t
    ON b.bookable_resource = t.bookable_resource AND cast(b.begin_utc AS DATE) = t.date
WHERE b.end_utc <= b.begin_utc + INTERVAL '1' DAY
UNION
SELECT b.*
FROM landing_bookable_spans AS b
SEMI JOIN (
    SELECT min(row_id) AS row_id FROM landing_bookable_spans GROUP BY bookable_resource, export_rank
) AS f ON b.row_id = f.row_id
UNION
SELECT b.*
FROM landing_bookable_spans AS b
SEMI JOIN touched_resource AS t ON b.bookable_resource = t.bookable_resource
WHERE b.end_utc > b.begin_utc + INTERVAL '1' DAY
