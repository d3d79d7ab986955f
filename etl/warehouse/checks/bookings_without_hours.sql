-- warn
-- fi: Varauslähteitä, joiden varauksissa ei ole lainkaan toteutuneita tunteja
-- sv: Bokningskällor vars bokningar helt saknar genomförda timmar
-- en: Booking sources whose bookings have no hours of use at all
SELECT source
FROM booking
GROUP BY source
HAVING count(*) >= 20 AND coalesce(sum(CASE WHEN is_use THEN booked_minutes END), 0) = 0
