-- warn
-- fi: Rivejä, joiden päivä ei voi olla tulevaisuudessa: työ, varaaminen tai alku yli kolmen vuoden päässä
-- sv: Rader vars dag inte kan vara i framtiden: utfört arbete, gjord bokning, eller början om över tre år
-- en: Rows whose day cannot be in the future: work done, booking made, or a start in more than three years
WITH now AS (
    SELECT cast(built_at AS DATE) + 1 AS day FROM build_info
)

SELECT source || ': ' || strftime(date, '%Y-%m-%d') AS example
FROM (
    SELECT b.source, cast(b.begin_utc AS DATE) AS date
    FROM landing_bookings AS b, now
    WHERE b.begin_utc > now.day + INTERVAL 3 YEAR
    UNION ALL
    SELECT b.source, b.created_date AS date
    FROM landing_bookings AS b, now
    WHERE b.created_date > now.day
    UNION ALL
    SELECT v.source, v.date
    FROM volunteer_record AS v, now
    WHERE v.is_completed AND v.date > now.day
) AS late
