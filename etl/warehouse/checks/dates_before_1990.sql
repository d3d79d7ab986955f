-- warn
-- fi: Hylättyjä rivejä, joiden päivä on ennen vuotta 1990: päivän muoto on luultavasti väärä
-- sv: Avvisade rader vars dag är före 1990: datumets form är troligen fel
-- en: Rejected rows with a day before 1990: the format of the date is probably wrong
SELECT file || ', ' || column_name || ': ' || found AS example
FROM rejected_row
WHERE regexp_matches(expected, '^expected_(instant|local_date|declared_date)')
    AND regexp_matches(found, '(^|[^0-9])(1[0-8][0-9]{2}|19[0-8][0-9])([^0-9]|$)')
