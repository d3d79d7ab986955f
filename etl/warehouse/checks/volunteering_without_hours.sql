-- warn
-- fi: Vapaaehtoistyön lähteitä, joiden toteutuneissa kirjauksissa ei ole lainkaan tunteja
-- sv: Källor för frivilligarbete vars genomförda poster helt saknar timmar
-- en: Volunteering sources whose completed records have no hours at all
SELECT source
FROM volunteer_record
WHERE is_completed
GROUP BY source
HAVING coalesce(sum(person_hours), 0) = 0
