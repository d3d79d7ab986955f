-- grain: one row per booking row of the new loads; rows that share a key with them are added round by round
SELECT row_id, load_rank, updated_utc, source, statistic_id, reservation_key, uuid_key
FROM scratch.added.landing_bookings
