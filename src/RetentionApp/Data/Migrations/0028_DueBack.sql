-- Points of a redemption that were to go back while its account was closed: a merge that opens the account brings them.
ALTER TABLE redemptions ADD COLUMN due_back {bool} NOT NULL DEFAULT FALSE;
