-- warn
-- fi: Varauksia tiloissa, joilla on varattavissa olevaa aikaa, mutta ei varauksen aikana
-- sv: Bokningar i lokaler som har bokningsbar tid, men inte under bokningen
-- en: Bookings in spaces that have bookable time, but none during the booking
SELECT b.booking_id
FROM booking AS b
INNER JOIN (SELECT space, min(date) AS first_date, max(date) AS last_date FROM space_hour GROUP BY space) AS s
    ON b.space = s.space AND b.date BETWEEN s.first_date AND s.last_date
LEFT JOIN (SELECT DISTINCT space, date FROM space_hour WHERE occupied_minutes > 0) AS d
    ON b.space = d.space AND b.date = d.date
WHERE b.is_use AND d.space IS NULL
