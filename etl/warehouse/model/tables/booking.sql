-- grain: one row per reservation in force, whatever its state
-- A draft that starts no later than the day up to which its source's data run has never happened.
WITH in_force AS (
    SELECT
        b.*,
        coalesce(y.space, b.space) AS space_in_force,
        CASE
            WHEN b.state IN ('confirmed', 'cancelled', 'denied') THEN b.state
            WHEN b.state IN ('created', 'waiting_for_payment') AND l.date <= a.as_of THEN 'never_happened'
            ELSE 'pending'
        END AS outcome,
        l.date,
        l.month,
        l.weekday,
        l.hour
    FROM landing_bookings AS b
    INNER JOIN local_hour AS l ON local_hour_start(b.begin_utc) = l.hour_utc
    INNER JOIN source_as_of AS a ON b.source = a.source
    LEFT JOIN booking_superseded AS s ON b.row_id = s.row_id
    LEFT JOIN respa_booking AS r ON b.row_id = r.row_id
    LEFT JOIN legacy_space AS y ON r.legacy_space = y.legacy_space
    WHERE s.row_id IS NULL
)

SELECT
    b.row_id AS booking_id,
    b.date,
    b.month,
    b.weekday,
    b.hour,
    p.district,
    p.sub_district,
    p.major_district,
    p.department,
    p.unit,
    p.space,
    b.source,
    CASE WHEN b.kind = 'own' THEN 'city' ELSE b.booker_type END AS booker_type,
    b.kind,
    coalesce(b.purpose, 'unknown') AS purpose,
    coalesce(b.age_group, 'unknown') AS age_group,
    coalesce(b.home_major_district, 'unknown') AS home_major_district,
    b.outcome AS state,
    b.outcome = 'confirmed' AND b.kind <> 'closure' AS is_use,
    b.outcome = 'confirmed' AND b.kind = 'closure' AS is_closure,
    b.begin_utc,
    b.end_utc,
    cast(date_diff('second', b.begin_utc, b.end_utc) / 60 AS DECIMAL(18, 6)) AS booked_minutes,
    b.persons,
    p.capacity,
    cast(b.price_eur AS DECIMAL(12, 2)) AS price_eur,
    cast(b.list_price_eur AS DECIMAL(12, 2)) AS list_price_eur,
    cast(date_diff('day', b.created_date, b.date) AS INTEGER) AS lead_time_days,
    k.booker,
    o.organisation
FROM in_force AS b
-- Every booked space has a row, and so have bookings without a space. Its texts are numbers already.
INNER JOIN coded_space AS p ON coalesce(b.space_in_force, 'unknown') = p.space
LEFT JOIN booker AS k ON b.booker_key = k.booker_key
LEFT JOIN organisation AS o ON b.organisation_key = o.organisation_key
