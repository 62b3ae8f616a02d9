-- Stored answers may hold bearer tokens, and stored digests can be guessed offline: all of them go. A key sent before this migration counts as new.
delete from "idempotency_keys";
