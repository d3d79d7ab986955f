-- warn
-- fi: Hylättyjä luonnoksia (luotu tai odottaa maksua, alku menneisyydessä); ei lasketa mihinkään
-- sv: Övergivna utkast (skapade eller väntar på betalning, början i det förflutna); räknas inte
-- en: Abandoned drafts (created or waiting for payment, begin in the past); counted nowhere
SELECT booking_id FROM booking WHERE state = 'never_happened'
