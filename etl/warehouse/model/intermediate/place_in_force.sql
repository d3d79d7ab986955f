-- grain: one row per place of Linked Events: the latest version with a district, else the latest
SELECT *
FROM (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY place
            ORDER BY
                CASE WHEN coalesce(district_name, sub_district_name) IS NULL THEN 1 ELSE 0 END,
                updated_utc DESC NULLS LAST,
                load_rank DESC,
                row_id DESC
        ) AS version
    FROM landing_places
) AS versions
WHERE version = 1
