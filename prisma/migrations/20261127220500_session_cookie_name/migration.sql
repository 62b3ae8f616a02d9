-- The session cookie has a new name, so no browser can use its session any more. The cookies with the old name stay in browsers for up to 400 days,
-- and on plain http every program on the same host name receives them: what they open ends here. People sign in once; bearer tokens stay.
DELETE FROM "sessions" WHERE "kind" = 'browser';
