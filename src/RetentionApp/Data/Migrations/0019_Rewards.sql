ALTER TABLE rewards ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rewards ADD COLUMN stock {big} NULL;
ALTER TABLE rewards ADD COLUMN archived_at {time} NULL;
ALTER TABLE rewards ADD COLUMN details TEXT NULL;

ALTER TABLE redemptions ADD COLUMN kind INTEGER NOT NULL DEFAULT 1;
ALTER TABLE redemptions ADD COLUMN details TEXT NULL;
ALTER TABLE redemptions ADD COLUMN group_id {big} NULL;
ALTER TABLE redemptions ADD COLUMN closed_at {time} NULL;
ALTER TABLE redemptions ADD COLUMN closed_by TEXT NULL;
CREATE INDEX redemptions_closing ON redemptions (next_at) WHERE state IN (4, 5);
CREATE INDEX redemptions_ending ON redemptions (expires_at) WHERE state = 1;
CREATE INDEX redemptions_shop ON redemptions (shop_id, id);
CREATE INDEX redemptions_reward ON redemptions (shop_id, reward_id, created_at, state);
CREATE INDEX redemptions_state ON redemptions (shop_id, state, id);

CREATE TABLE reward_changes (
  id {id},
  shop_id {big} NOT NULL,
  reward_id {big} NOT NULL,
  at {time} NOT NULL,
  changed_by TEXT NOT NULL,
  what TEXT NOT NULL
);
CREATE INDEX reward_changes_reward ON reward_changes (shop_id, reward_id, id);
