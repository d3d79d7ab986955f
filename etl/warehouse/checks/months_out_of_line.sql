-- warn
-- fi: Kuukausia, joiden summa on yli kolminkertainen tai alle kolmasosa vuotta aiempaan verrattuna
-- sv: Månader vars summa är över tre gånger eller under en tredjedel av samma månads summa året innan
-- en: Months whose total is over three times, or below a third of, that of the same month a year earlier
WITH total AS (
    SELECT source, month, 'h' AS unit, sum(booked_minutes) / 60 AS amount
    FROM booking
    WHERE is_use
    GROUP BY source, month
    UNION ALL
    SELECT source, month, 'h' AS unit, sum(person_hours) AS amount
    FROM volunteer_record
    WHERE is_completed
    GROUP BY source, month
    UNION ALL
    SELECT source, month, NULL AS unit, sum(contacts) AS amount
    FROM participation
    GROUP BY source, month
),

-- The first and the last month of a source are seldom whole.
whole AS (
    SELECT *
    FROM (
        SELECT
            *,
            min(month) OVER (PARTITION BY source) AS first,
            max(month) OVER (PARTITION BY source) AS last
        FROM total
        INNER JOIN build_info ON total.month < date_trunc('month', build_info.as_of)
    ) AS bounded
    WHERE month > first AND month < last
)

SELECT
    concat_ws(
        ' ',
        n.source || ', ' || strftime(n.month, '%Y-%m') || ':', cast(n.amount AS BIGINT), n.unit,
        '/ ' || strftime(b.month, '%Y-%m') || ':', cast(b.amount AS BIGINT), b.unit
    ) AS example
FROM whole AS n
INNER JOIN whole AS b
    ON n.source = b.source AND n.unit IS NOT DISTINCT FROM b.unit AND n.month = b.month + INTERVAL 1 YEAR
WHERE greatest(n.amount, b.amount) >= 100 AND (n.amount > 3 * b.amount OR 3 * n.amount < b.amount)
