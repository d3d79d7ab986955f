-- Files that have the same columns of the same types: a list of files per row, and their columns.
WITH file AS (
    SELECT
        file_name,
        list(name ORDER BY name) AS names,
        list((name, type, logical_type) ORDER BY name) AS types
    FROM parquet_schema($files)
    GROUP BY file_name
)

SELECT names, list(file_name ORDER BY file_name) AS file_names
FROM file
GROUP BY names, types
ORDER BY min(file_name)
