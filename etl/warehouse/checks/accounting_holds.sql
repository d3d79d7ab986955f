-- fail
-- fi: Luetut rivit ovat yhtä kuin ladatut, hylätyt ja korvatut rivit
-- sv: Lästa rader är lika med inlästa, avvisade och ersatta rader
-- en: Rows read equal rows loaded, rejected and superseded
SELECT load_id
FROM load
WHERE rows_read <> rows_loaded + rows_rejected + rows_superseded OR rows_loaded < 0
