-- warn
-- fi: Tiedostoja, joiden jokainen rivi hylättiin
-- sv: Filer vars varje rad avvisades
-- en: Files of which every row was rejected
SELECT file || ': ' || rows_rejected AS example
FROM load
WHERE rows_read > 0 AND rows_rejected = rows_read
