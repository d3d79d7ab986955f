-- Cast the text of an export to typed values: one macro per type of data/columns, created on every landing
-- connection. Each returns NULL for a text that is not such a value; landing then rejects the row. The time
-- zone of the connection is the city's: a time without an offset is local, one with an offset is exact.
-- Two macros on repeated hours are made for the zone (etl/landing/casting.py).

-- Text without surrounding blanks. Control characters and characters that change the direction of writing
-- become blanks, so that no label can control a terminal; line breaks inside a cell stay. The test costs less
-- than a trim, and few cells need the trim.
CREATE MACRO needs_cleaning(t) AS regexp_matches(
    t, '^ | $|[\x00-\x08\x0b-\x1f\x7f-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]'
);
CREATE MACRO cleaned(t) AS trim(regexp_replace(
    t,
    '\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]',
    ' ',
    'g'
));
CREATE MACRO printable(t) AS CASE WHEN needs_cleaning(t) THEN cleaned(t) ELSE t END;
-- A CASE as a whole in nullif would be evaluated twice.
CREATE MACRO no_blank(t) AS nullif(nullif(t, ''), 'None');
CREATE MACRO cast_text(t) AS CASE WHEN needs_cleaning(t) THEN no_blank(cleaned(t)) ELSE no_blank(t) END;
CREATE MACRO cast_id(t) AS CASE WHEN starts_with(t, 'tprek:') THEN substr(t, 7) ELSE t END;

-- HMAC-SHA256 (RFC 2104) of bytes, with the pads of the column's key domain.
CREATE MACRO keyed_hash(message, inner_pad, outer_pad) AS
    unhex(sha256(outer_pad || unhex(sha256(inner_pad || message))));

-- Whole numbers in digits, also written as 3,0; the engine alone would round 3.7 and accept 0x10 and 1e3.
CREATE MACRO cast_count(t) AS CASE
    WHEN CAST(TRY_CAST(t AS INTEGER) AS VARCHAR) = t THEN TRY_CAST(t AS INTEGER)
    WHEN regexp_full_match(t, ' *[+-]?[0-9]+([.,]0+)? *') THEN TRY_CAST(replace(t, ',', '.') AS INTEGER)
END;
-- Up to ten million: a larger number is an error, and its products would not fit the model's columns.
CREATE MACRO cast_decimal(t) AS CAST(
    TRY_CAST(replace(replace(t, chr(160), ''), ',', '.') AS DECIMAL(13, 6)) AS DECIMAL(18, 6)
);
CREATE MACRO cast_coordinate(t) AS TRY_CAST(round(TRY_CAST(t AS DOUBLE), 3) AS DECIMAL(9, 3));
-- A CASE of values, as the engine plans a long IN of an expression more slowly.
CREATE MACRO cast_boolean(t) AS CASE lower(t)
    WHEN '1' THEN true WHEN 'true' THEN true WHEN 'yes' THEN true WHEN 'kyllä' THEN true WHEN 'ja' THEN true
    WHEN '0' THEN false WHEN 'false' THEN false WHEN 'no' THEN false WHEN 'ei' THEN false
    WHEN 'nej' THEN false
END;

-- The offset that a text states is its wall clock minus its instant; offsets beyond 18 hours do not exist.
-- Most times are 2025-11-03 18:00:00, which has no room for an offset: a cheap test knows them.
CREATE MACRO has_possible_offset(t, moment) AS
    (strlen(t) = 19 AND t LIKE '%:__:__') OR coalesce(
        epoch_us(TRY_CAST(left(t, 16) AS TIMESTAMP)) - epoch_us(moment) BETWEEN -64859999999 AND 64800000000,
        true
    );
CREATE MACRO exact_time(t) AS coalesce(
    TRY_CAST(t AS TIMESTAMPTZ), CAST(try_strptime(t, '%d.%m.%Y %H:%M') AS TIMESTAMPTZ)
);
-- The casts of times take the text and its moment (exact_time, or local_day of a date): a macro that wrote
-- the moment several times would make each statement several times as long to plan.
-- The instant in UTC, in whole seconds, calculated from microseconds: calendar functions cost ten times as
-- much. A year before 2000 or after 2099 is an error.
CREATE MACRO cast_instant(t, moment) AS CASE
    WHEN epoch_us(moment) BETWEEN 946684800000000 AND 4102444799999999 AND has_possible_offset(t, moment)
        THEN make_timestamp(epoch_us(moment) // 1000000 * 1000000)
END;
CREATE MACRO cast_exact_time(t) AS cast_instant(t, exact_time(t));
CREATE MACRO cast_instant_end(t, moment) AS cast_instant(t, moment);
-- Whether a text is a local time, without offset, in an hour that occurs twice when clocks go back. The
-- engine reads it as the second run; a start means the first run. Few texts have such an hour, so the cheap
-- test comes first.
CREATE MACRO is_ambiguous(t, moment) AS
    has_repeated_hour(t)
    AND NOT regexp_matches(t, '([+-][0-9:]{4,5}|Z)$')
    AND minutes_since_first_run(moment) > 0;
CREATE MACRO cast_instant_begin(t, moment) AS
    cast_instant(t, moment) - CASE
        WHEN is_ambiguous(t, moment) THEN to_minutes(minutes_since_first_run(moment))
        ELSE INTERVAL 0 HOUR
    END;

-- The local day of a date, a local time (both are their first ten letters) or a time with an offset.
-- Few texts get beyond the first form, and NULL must not: the other forms take ten times as long.
CREATE MACRO local_day(t) AS CASE WHEN t IS NOT NULL THEN coalesce(
    CASE WHEN strlen(t) IN (10, 19) THEN TRY_CAST(t AS DATE) END,
    CASE WHEN has_possible_offset(t, exact_time(t)) THEN CAST(exact_time(t) AS DATE) END,
    CAST(try_strptime(t, '%d.%m.%Y') AS DATE)
) END;
CREATE MACRO cast_local_date(t, moment) AS CASE
    WHEN moment BETWEEN DATE '2000-01-01' AND DATE '2099-12-31' THEN moment
END;

-- Minutes from midnight.
CREATE MACRO clock_minutes(t) AS
    CAST(split_part(t, ':', 1) AS INTEGER) * 60 + CAST(split_part(t, ':', 2) AS INTEGER);
CREATE MACRO cast_clock(t) AS CASE
    WHEN regexp_full_match(t, '([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00') THEN clock_minutes(t)
END;
CREATE MACRO cast_duration(t) AS CASE
    WHEN regexp_full_match(t, '([0-9]{1,4} h)?( ?[0-9]{1,6} min)?')
        THEN coalesce(TRY_CAST(regexp_extract(t, '([0-9]+) h', 1) AS INTEGER), 0) * 60
            + coalesce(TRY_CAST(regexp_extract(t, '([0-9]+) min', 1) AS INTEGER), 0)
END;
-- ``1 9:00-12:00, 18:00-0:00;4 17:00-20:00``: weekday, start and end. An end at 0:00 is the day's end.
CREATE MACRO time_window_list(t) AS flatten(list_transform(
    string_split(t, ';'),
    lambda day: list_transform(
        string_split(substr(day, 3), ', '),
        lambda span: struct_pack(
            weekday := CAST(substr(day, 1, 1) AS INTEGER),
            begin_minute := clock_minutes(split_part(span, '-', 1)),
            end_minute := clock_minutes(split_part(span, '-', 2))
        )
    )
));
CREATE MACRO is_time_windows(t) AS regexp_full_match(
    t,
    '[1-7] C-C(, C-C)*(;[1-7] C-C(, C-C)*)*'.replace('C', '(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)')
);
CREATE MACRO cast_time_windows(t) AS CASE
    WHEN is_time_windows(t) AND len(list_filter(
        time_window_list(t), lambda w: w.end_minute <= w.begin_minute AND w.end_minute <> 0
    )) = 0 THEN time_window_list(t)
END;

-- The lists of an API, kept with their row: a list counts as one row of its file, and a list with one invalid
-- item is rejected as a whole.
CREATE MACRO cast_id_list(t) AS TRY_CAST(TRY_CAST(t AS JSON) AS VARCHAR[]);
CREATE MACRO occurrence_texts(t) AS TRY_CAST(
    TRY_CAST(t AS JSON)
    AS STRUCT(id VARCHAR, time VARCHAR, enrolment_count VARCHAR, attended_count VARCHAR)[]
);
CREATE MACRO is_head_count(t) AS t IS NULL OR coalesce(cast_count(t) BETWEEN 0 AND 999999, false);
CREATE MACRO is_occurrence(o) AS
    o.id IS NOT NULL AND cast_local_date(o.time, local_day(o.time)) IS NOT NULL
    AND is_head_count(o.enrolment_count) AND is_head_count(o.attended_count);
CREATE MACRO cast_occurrence_list(t) AS CASE
    WHEN len(list_filter(occurrence_texts(t), lambda o: NOT is_occurrence(o))) = 0
        THEN list_transform(occurrence_texts(t), lambda o: struct_pack(
            id := o.id,
            date := cast_local_date(o.time, local_day(o.time)),
            enrolment_count := cast_count(o.enrolment_count),
            attended_count := cast_count(o.attended_count)
        ))
END;
-- A JSON list of {date, begin, end, state}; a day without begin and end has no hours.
CREATE MACRO opening_texts(t) AS from_json(
    CASE WHEN json_valid(t) THEN t END,
    '[{"date": "VARCHAR", "begin": "VARCHAR", "end": "VARCHAR", "state": "VARCHAR"}]'
);
CREATE MACRO is_opening(d) AS
    TRY_CAST(d.date AS DATE) IS NOT NULL AND d.state IS NOT NULL
    AND (
        coalesce(cast_exact_time(d.begin) < cast_exact_time(d."end"), false)
        OR (d.begin IS NULL AND d."end" IS NULL)
    );
CREATE MACRO cast_opening_hours(t) AS CASE
    WHEN len(list_filter(opening_texts(t), lambda d: NOT is_opening(d))) = 0
        THEN list_transform(opening_texts(t), lambda d: struct_pack(
            date := TRY_CAST(d.date AS DATE),
            begin_utc := cast_exact_time(d.begin),
            end_utc := cast_exact_time(d."end"),
            state := d.state
        ))
END;
