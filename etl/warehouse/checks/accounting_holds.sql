-- fail
-- fi: Luetut rivit ovat yhtä kuin hyväksytyt, hylätyt ja korvatut rivit
-- sv: Lästa rader är lika med godkända, avvisade och ersatta rader
-- en: Rows read equal rows accepted, rejected and superseded
SELECT load_id
FROM load
WHERE rows_read <> rows_loaded + rows_rejected + rows_superseded OR rows_loaded < 0
