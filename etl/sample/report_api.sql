-- The same rows in the form of the report API, saved again a day later: some have been cancelled since.
-- The last row is saved in the last hour of the period, because a whole city saves some row every evening.
SELECT
    * EXCLUDE (id, reservation, rank, last_rank) REPLACE (
        CASE WHEN rank % 12 = 0 AND state = 'CONFIRMED' THEN 'CANCELLED' ELSE state END AS state,
        try_cast(num_persons AS INTEGER) AS num_persons,
        try_cast(primary_reservation_unit AS INTEGER) AS primary_reservation_unit,
        cast(duration_minutes AS INTEGER) AS duration_minutes,
        0 AS buffer_time_before,
        CASE buffer_time_after WHEN '0:30:00' THEN 30 WHEN '1 day, 2:00:00' THEN 1560 ELSE 0 END
            AS buffer_time_after,
        try_cast(deny_reason AS INTEGER) AS deny_reason,
        try_cast(cancel_reason AS INTEGER) AS cancel_reason,
        try_cast(purpose AS INTEGER) AS purpose,
        try_cast(home_city AS INTEGER) AS home_city,
        try_cast(age_group AS INTEGER) AS age_group,
        try_cast(ability_group AS INTEGER) AS ability_group,
        try_cast(priority AS INTEGER) AS priority,
        is_applied = 1 AS is_applied,
        is_recurring = 1 AS is_recurring,
        is_subsidised = 1 AS is_subsidised,
        applying_for_free_of_charge = 1 AS applying_for_free_of_charge,
        reservee_used_ad_login = 1 AS reservee_used_ad_login,
        reservee_is_unregistered_association = 1 AS reservee_is_unregistered_association,
        strftime("begin"::TIMESTAMPTZ, '%Y-%m-%dT%H:%M:%S%z') || ':00' AS "begin",
        strftime("end"::TIMESTAMPTZ, '%Y-%m-%dT%H:%M:%S%z') || ':00' AS "end",
        strftime(reservation_created_at::TIMESTAMPTZ, '%Y-%m-%dT%H:%M:%S%z') || ':00'
            AS reservation_created_at,
        strftime(
            CASE
                WHEN rank = last_rank THEN $last_saved::TIMESTAMPTZ
                ELSE least(updated_at::TIMESTAMPTZ + INTERVAL 1 DAY, $last_saved::TIMESTAMPTZ)
            END,
            '%Y-%m-%dT%H:%M:%S%z'
        ) || ':00' AS updated_at
    )
FROM (
    SELECT *, row_number() OVER (ORDER BY id) AS rank, count(*) OVER () AS last_rank
    FROM statistics
    WHERE reservation_uuid <> ''
)
ORDER BY rank
