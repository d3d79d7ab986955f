-- warn
-- fi: Kesken jääneitä varauksia (luotu tai odottaa maksua, alku menneisyydessä); ei lasketa mihinkään
-- sv: Ofullbordade bokningar (skapade eller väntar på betalning, början i det förflutna); räknas inte
-- en: Unfinished bookings (created or waiting for payment, start in the past); not counted anywhere
SELECT booking_id FROM booking WHERE state = 'never_happened'
