-- fail
-- fi: Varausten minuutit säilyvät, kun ne jaetaan tunneille
-- sv: Bokningarnas minuter bevaras när de delas på timmar
-- en: The minutes of bookings stay the same when they are split into hours
SELECT 1 AS offending
FROM (
    SELECT
        (SELECT coalesce(sum(booked_minutes), 0) FROM booking WHERE is_use) AS whole_minutes,
        (SELECT coalesce(sum(booked_minutes), 0) FROM booking_hour) AS split_minutes,
        (SELECT count(*) FROM booking_hour) AS pieces
) AS sums
-- Each piece is rounded to a millionth of a minute.
WHERE abs(whole_minutes - split_minutes) > 0.001 + pieces / 1000000
