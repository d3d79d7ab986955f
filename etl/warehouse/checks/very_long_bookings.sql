-- warn
-- fi: Yli 31 päivän varauksia
-- sv: Bokningar på över 31 dagar
-- en: Bookings of more than 31 days
SELECT booking_id FROM booking WHERE is_use AND booked_minutes > 31 * 24 * 60
