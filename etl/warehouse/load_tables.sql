CREATE TABLE load (
    load_id VARCHAR,
    file VARCHAR,
    sha256 VARCHAR,
    source VARCHAR,
    feed VARCHAR,
    table_name VARCHAR,
    is_sample BOOLEAN,
    exported_at TIMESTAMP,
    landed_at TIMESTAMP,
    rows_read BIGINT,
    rows_loaded BIGINT,
    rows_rejected BIGINT,
    rows_superseded BIGINT,
    first_date DATE,
    last_date DATE,
    message VARCHAR,
    first_row BIGINT
);

CREATE TABLE rejected_row (
    load_id VARCHAR,
    file VARCHAR,
    source VARCHAR,
    feed VARCHAR,
    row_number BIGINT,
    column_name VARCHAR,
    found VARCHAR,
    expected VARCHAR
);
