-- The 56 columns of Varaamo's reservation statistics, from the drawn numbers; local times, comma decimals.
WITH booking AS (
    SELECT
        d.*,
        s.space,
        s.space_name,
        s.unit,
        s.unit_name,
        s.capacity,
        d.kind = 'BLOCKED' AS is_closure,
        d.kind = 'STAFF' AS is_own,
        d.state IN ('CREATED', 'WAITING_FOR_PAYMENT') AS is_draft,
        date_diff('minute', d.begin_local, d.end_local) AS minutes,
        round(date_diff('minute', d.begin_local, d.end_local) / 60 * s.hour_price, 2) AS list_price,
        cast(md5('reservation' || $seed || d.number) AS UUID) AS reservation_uuid,
        cast(md5('booker' || $seed || d.booker_type || '-' || d.booker) AS UUID) AS booker_uuid,
        cast(md5('series' || $seed || d.booker || '-' || s.space) AS UUID) AS series_uuid,
        $purposes[d.purpose + 1] AS purpose_name,
        ['', 'None', '0 - 6', '7 - 12', '13 - 17', '18 - 30', '65+'][d.age_group + 1] AS age_group_name,
        coalesce(h.postal_code, '') AS postal_code
    FROM drawn AS d
    INNER JOIN space AS s ON d.space_index = s.space_index
    LEFT JOIN home AS h ON d.booker % (SELECT greatest(count(*), 1) FROM home) = h.number
),

priced AS (
    SELECT
        *,
        CASE WHEN is_closure OR is_own THEN 0 WHEN is_free THEN 0 ELSE list_price END AS price,
        CASE WHEN is_closure OR is_own THEN 0 ELSE list_price END AS full_price,
        -- A row keeps the codes that were used on the day of its creation.
        created_local < TIMESTAMP '2025-06-12' AS has_old_types,
        created_local < TIMESTAMP '2025-06-09' AS has_old_cities
    FROM booking
)

SELECT
    number AS id,
    CASE WHEN is_draft THEN '' ELSE cast(100000 + number AS VARCHAR) END AS reservation,
    CASE WHEN is_closure OR persons_chance > 0.62 THEN '' WHEN persons_chance > 0.6 THEN '0'
        ELSE cast(1 + floor(persons_share * capacity * 1.05) AS INTEGER)::VARCHAR END AS num_persons,
    state,
    kind AS reservation_type,
    strftime(begin_local, '%Y-%m-%d %H:%M:%S') AS "begin",
    strftime(end_local, '%Y-%m-%d %H:%M:%S') AS "end",
    '0:00:00' AS buffer_time_before,
    CASE WHEN is_closure THEN '1 day, 2:00:00' WHEN number % 3 = 0 THEN '0:30:00' ELSE '0:00:00' END
        AS buffer_time_after,
    CASE WHEN state = 'DENIED' THEN strftime(created_local + INTERVAL 1 DAY, '%Y-%m-%d %H:%M:%S') ELSE '' END
        AS reservation_handled_at,
    CASE WHEN state = 'CONFIRMED' THEN strftime(created_local + INTERVAL 1 MINUTE, '%Y-%m-%d %H:%M:%S')
        ELSE '' END AS reservation_confirmed_at,
    strftime(created_local, '%Y-%m-%d %H:%M:%S') AS reservation_created_at,
    replace(printf('%.2f', price), '.', ',') AS price,
    replace(printf('%.6f', price / 1.255), '.', ',') AS price_net,
    replace(printf('%.2f', full_price), '.', ',') AS non_subsidised_price,
    replace(printf('%.6f', full_price / 1.255), '.', ',') AS non_subsidised_price_net,
    CASE WHEN full_price > 0 THEN '25,50' ELSE '0,00' END AS tax_percentage_value,
    CASE WHEN is_free THEN 1 ELSE 0 END AS applying_for_free_of_charge,
    CASE WHEN booker_type = 1 THEN printf('%07d-%d', 1000000 + booker % 400, booker % 10) ELSE '' END
        AS reservee_id,
    CASE WHEN booker_type = 1 THEN 'Esimerkkiyhdistys ' || (booker % 400) || ' ry'
        WHEN booker_type = 2 THEN 'Esimerkkiyritys ' || (booker % 90) || ' Oy' ELSE '' END
        AS reservee_organisation_name,
    CASE WHEN booker_type = 0 AND booker % 3 > 0 THEN postal_code ELSE '' END AS reservee_address_zip,
    CASE WHEN booker_type = 0 THEN 1 ELSE 0 END AS reservee_is_unregistered_association,
    ['fi', 'fi', 'fi', 'sv', 'en', ''][1 + booker % 6] AS reservee_language,
    CASE
        WHEN is_closure THEN 'None'
        WHEN booker % 50 = 7 THEN 'None'
        ELSE ['INDIVIDUAL', 'NONPROFIT', CASE WHEN has_old_types THEN 'BUSINESS' ELSE 'COMPANY' END, 'None']
            [booker_type + 1]
    END AS reservee_type,
    'UNRESTRICTED' AS access_type,
    '' AS access_code_generated_at,
    space AS primary_reservation_unit,
    space_name AS primary_reservation_unit_name,
    unit AS primary_unit_tprek_id,
    unit_name AS primary_unit_name,
    CASE WHEN state = 'DENIED' THEN '2' ELSE '' END AS deny_reason,
    CASE WHEN state = 'DENIED' THEN 'Tila on jo varattu' ELSE '' END AS deny_reason_text,
    '' AS cancel_reason,
    CASE WHEN state = 'CANCELLED' THEN ['Suunnitelmiini tuli muutos', 'Muu syy'][1 + number % 2] ELSE '' END
        AS cancel_reason_text,
    CASE WHEN is_closure OR is_own THEN '' ELSE cast(purpose + 1 AS VARCHAR) END AS purpose,
    CASE WHEN is_closure OR is_own THEN '' ELSE purpose_name END AS purpose_name,
    '' AS home_city,
    CASE WHEN home > 80 AND NOT has_old_cities THEN 'OTHER'
        WHEN home > 80 THEN CASE $city WHEN 'Espoo' THEN 'Vantaa' ELSE 'Espoo' END
        WHEN home > 20 THEN CASE WHEN has_old_cities THEN $city ELSE upper($city) END ELSE '' END
        AS home_city_name,
    CASE WHEN home > 80 THEN CASE WHEN has_old_cities THEN '049' ELSE '199' END
        WHEN home > 20 AND $city = 'Helsinki' THEN '091' ELSE '' END AS home_city_municipality_code,
    CASE WHEN age_group > 1 THEN cast(age_group AS VARCHAR) ELSE '' END AS age_group,
    age_group_name,
    '' AS ability_group,
    '' AS ability_group_name,
    strftime(created_local + INTERVAL 2 MINUTE, '%Y-%m-%d %H:%M:%S') AS updated_at,
    '' AS priority,
    '' AS priority_name,
    minutes AS duration_minutes,
    CASE WHEN price < full_price THEN 1 ELSE 0 END AS is_subsidised,
    CASE WHEN kind = 'SEASONAL' THEN 1 ELSE 0 END AS is_recurring,
    CASE WHEN kind = 'SEASONAL' THEN strftime(date_trunc('month', begin_local), '%Y-%m-%d') ELSE '' END
        AS recurrence_begin_date,
    CASE WHEN kind = 'SEASONAL' THEN strftime(last_day(begin_local::DATE), '%Y-%m-%d') ELSE '' END
        AS recurrence_end_date,
    CASE WHEN kind = 'SEASONAL' THEN cast(series_uuid AS VARCHAR) ELSE '' END AS recurrence_uuid,
    CASE WHEN is_draft OR created_local < TIMESTAMP '2024-11-28' THEN ''
        ELSE cast(reservation_uuid AS VARCHAR) END AS reservation_uuid,
    cast(booker_uuid AS VARCHAR) AS reservee_uuid,
    CASE WHEN is_own OR is_closure THEN 1 ELSE 0 END AS reservee_used_ad_login,
    CASE WHEN kind = 'SEASONAL' THEN 1 ELSE 0 END AS is_applied
FROM priced
ORDER BY number
