-- What only SQLite needs of the change feed: it has one writer at a time, so counting is enough for numbers in the order of commits.

CREATE TABLE directory_change (
    the_only INTEGER NOT NULL PRIMARY KEY CHECK (the_only = 1),
    number   BIGINT  NOT NULL
);

INSERT INTO directory_change (the_only, number) VALUES (1, 1);
INSERT INTO change_point (sequence, mark) VALUES (1, lower(hex(randomblob(16))));

-- Whoever changes something inserts its kind and key here. Each counts: a publisher may have read between two of them.
CREATE VIEW changed AS SELECT kind, key FROM change;

CREATE TRIGGER feed_change INSTEAD OF INSERT ON changed
BEGIN
    UPDATE directory_change SET number = number + 1;
    INSERT INTO change (kind, key, sequence, at)
    SELECT NEW.kind, NEW.key, number, CAST(strftime('%s', 'now') AS INTEGER) FROM directory_change WHERE true
    ON CONFLICT (kind, key) DO UPDATE SET sequence = excluded.sequence, at = excluded.at;
    INSERT INTO change_point (sequence, mark)
    SELECT number, lower(hex(randomblob(16))) FROM directory_change WHERE true
    ON CONFLICT (sequence) DO UPDATE SET mark = excluded.mark;
    -- What is older than a day goes, a little with each change; and the states after which it was.
    DELETE FROM change_point WHERE sequence <= (SELECT number FROM directory_change) - 100000;
    DELETE FROM change_point WHERE sequence < (
        SELECT max(sequence) FROM (SELECT sequence, at FROM change ORDER BY sequence LIMIT 5)
        WHERE at < CAST(strftime('%s', 'now') AS INTEGER) - 86400);
    DELETE FROM change WHERE rowid IN (
        SELECT oldest FROM (SELECT rowid AS oldest, at FROM change ORDER BY sequence LIMIT 5)
        WHERE at < CAST(strftime('%s', 'now') AS INTEGER) - 86400);
    DELETE FROM vacated_home WHERE at < CAST(strftime('%s', 'now') AS INTEGER) - 86400;
END;

CREATE TRIGGER feed_customer_insert AFTER INSERT ON customer
BEGIN
    INSERT INTO changed (kind, key) SELECT 'CUSTOMER', NEW.customer_id;
END;

CREATE TRIGGER feed_customer_update AFTER UPDATE ON customer
BEGIN
    INSERT INTO changed (kind, key) SELECT 'CUSTOMER', OLD.customer_id;
    INSERT INTO changed (kind, key) SELECT 'CUSTOMER', NEW.customer_id WHERE NEW.customer_id IS NOT OLD.customer_id;
END;

CREATE TRIGGER feed_customer_delete AFTER DELETE ON customer
BEGIN
    INSERT INTO changed (kind, key) SELECT 'CUSTOMER', OLD.customer_id;
END;

CREATE TRIGGER feed_customer_attribute_insert AFTER INSERT ON customer_attribute
BEGIN
    INSERT INTO changed (kind, key) SELECT 'CUSTOMER', NEW.customer_id;
END;

CREATE TRIGGER feed_customer_attribute_update AFTER UPDATE ON customer_attribute
BEGIN
    INSERT INTO changed (kind, key) SELECT 'CUSTOMER', OLD.customer_id;
    INSERT INTO changed (kind, key) SELECT 'CUSTOMER', NEW.customer_id WHERE NEW.customer_id IS NOT OLD.customer_id;
END;

CREATE TRIGGER feed_customer_attribute_delete AFTER DELETE ON customer_attribute
BEGIN
    INSERT INTO changed (kind, key) SELECT 'CUSTOMER', OLD.customer_id;
END;

CREATE TRIGGER feed_domain_insert AFTER INSERT ON domain
BEGIN
    INSERT INTO changed (kind, key) SELECT 'DOMAIN', NEW.name;
END;

CREATE TRIGGER feed_domain_update AFTER UPDATE ON domain
BEGIN
    INSERT INTO changed (kind, key) SELECT 'DOMAIN', OLD.name;
    INSERT INTO changed (kind, key) SELECT 'DOMAIN', NEW.name WHERE NEW.name IS NOT OLD.name;
END;

CREATE TRIGGER feed_domain_delete AFTER DELETE ON domain
BEGIN
    INSERT INTO changed (kind, key) SELECT 'DOMAIN', OLD.name;
END;

CREATE TRIGGER feed_volume_insert AFTER INSERT ON volume
BEGIN
    INSERT INTO changed (kind, key) SELECT 'VOLUME', NEW.name;
END;

CREATE TRIGGER feed_volume_update AFTER UPDATE ON volume
BEGIN
    INSERT INTO changed (kind, key) SELECT 'VOLUME', OLD.name;
    INSERT INTO changed (kind, key) SELECT 'VOLUME', NEW.name WHERE NEW.name IS NOT OLD.name;
END;

CREATE TRIGGER feed_volume_delete AFTER DELETE ON volume
BEGIN
    INSERT INTO changed (kind, key) SELECT 'VOLUME', OLD.name;
END;

CREATE TRIGGER feed_account_insert AFTER INSERT ON account
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', NEW.login;
END;

CREATE TRIGGER feed_account_update AFTER UPDATE ON account
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', OLD.login;
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', NEW.login WHERE NEW.login IS NOT OLD.login;
END;

CREATE TRIGGER feed_account_delete AFTER DELETE ON account
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', OLD.login;
END;

CREATE TRIGGER feed_account_service_insert AFTER INSERT ON account_service
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', NEW.login;
END;

CREATE TRIGGER feed_account_service_update AFTER UPDATE ON account_service
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', OLD.login;
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', NEW.login WHERE NEW.login IS NOT OLD.login;
END;

CREATE TRIGGER feed_account_service_delete AFTER DELETE ON account_service
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', OLD.login;
END;

CREATE TRIGGER feed_account_verifier_insert AFTER INSERT ON account_verifier
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', NEW.login;
END;

CREATE TRIGGER feed_account_verifier_update AFTER UPDATE ON account_verifier
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', OLD.login;
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', NEW.login WHERE NEW.login IS NOT OLD.login;
END;

CREATE TRIGGER feed_account_verifier_delete AFTER DELETE ON account_verifier
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', OLD.login;
END;

CREATE TRIGGER feed_account_attribute_insert AFTER INSERT ON account_attribute
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', NEW.login;
END;

CREATE TRIGGER feed_account_attribute_update AFTER UPDATE ON account_attribute
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', OLD.login;
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', NEW.login WHERE NEW.login IS NOT OLD.login;
END;

CREATE TRIGGER feed_account_attribute_delete AFTER DELETE ON account_attribute
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', OLD.login;
END;

CREATE TRIGGER feed_address_insert AFTER INSERT ON address
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ADDRESS', NEW.address;
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', NEW.login WHERE NEW.login IS NOT NULL;
END;

CREATE TRIGGER feed_address_update AFTER UPDATE ON address
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ADDRESS', OLD.address;
    INSERT INTO changed (kind, key) SELECT 'ADDRESS', NEW.address WHERE NEW.address IS NOT OLD.address;
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', OLD.login WHERE OLD.login IS NOT NULL;
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', NEW.login WHERE NEW.login IS NOT OLD.login AND NEW.login IS NOT NULL;
END;

CREATE TRIGGER feed_address_delete AFTER DELETE ON address
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ADDRESS', OLD.address;
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', OLD.login WHERE OLD.login IS NOT NULL;
END;

CREATE TRIGGER feed_alias_target_insert AFTER INSERT ON alias_target
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ADDRESS', NEW.address;
END;

CREATE TRIGGER feed_alias_target_update AFTER UPDATE ON alias_target
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ADDRESS', OLD.address;
    INSERT INTO changed (kind, key) SELECT 'ADDRESS', NEW.address WHERE NEW.address IS NOT OLD.address;
END;

CREATE TRIGGER feed_alias_target_delete AFTER DELETE ON alias_target
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ADDRESS', OLD.address;
END;

CREATE TRIGGER feed_app_password_insert AFTER INSERT ON app_password
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', NEW.login;
END;

CREATE TRIGGER feed_app_password_update AFTER UPDATE ON app_password
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', OLD.login;
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', NEW.login WHERE NEW.login IS NOT OLD.login;
END;

CREATE TRIGGER feed_app_password_delete AFTER DELETE ON app_password
BEGIN
    INSERT INTO changed (kind, key) SELECT 'ACCOUNT', OLD.login;
END;

CREATE TRIGGER feed_back_end_insert AFTER INSERT ON back_end
BEGIN
    INSERT INTO changed (kind, key) SELECT 'BACK_END', NEW.name;
END;

CREATE TRIGGER feed_back_end_update AFTER UPDATE ON back_end
BEGIN
    INSERT INTO changed (kind, key) SELECT 'BACK_END', OLD.name;
    INSERT INTO changed (kind, key) SELECT 'BACK_END', NEW.name WHERE NEW.name IS NOT OLD.name;
END;

CREATE TRIGGER feed_back_end_delete AFTER DELETE ON back_end
BEGIN
    INSERT INTO changed (kind, key) SELECT 'BACK_END', OLD.name;
END;

CREATE TRIGGER feed_back_end_endpoint_insert AFTER INSERT ON back_end_endpoint
BEGIN
    INSERT INTO changed (kind, key) SELECT 'BACK_END', NEW.name;
END;

CREATE TRIGGER feed_back_end_endpoint_update AFTER UPDATE ON back_end_endpoint
BEGIN
    INSERT INTO changed (kind, key) SELECT 'BACK_END', OLD.name;
    INSERT INTO changed (kind, key) SELECT 'BACK_END', NEW.name WHERE NEW.name IS NOT OLD.name;
END;

CREATE TRIGGER feed_back_end_endpoint_delete AFTER DELETE ON back_end_endpoint
BEGIN
    INSERT INTO changed (kind, key) SELECT 'BACK_END', OLD.name;
END;

CREATE TRIGGER feed_back_end_attribute_insert AFTER INSERT ON back_end_attribute
BEGIN
    INSERT INTO changed (kind, key) SELECT 'BACK_END', NEW.back_end;
END;

CREATE TRIGGER feed_back_end_attribute_update AFTER UPDATE ON back_end_attribute
BEGIN
    INSERT INTO changed (kind, key) SELECT 'BACK_END', OLD.back_end;
    INSERT INTO changed (kind, key) SELECT 'BACK_END', NEW.back_end WHERE NEW.back_end IS NOT OLD.back_end;
END;

CREATE TRIGGER feed_back_end_attribute_delete AFTER DELETE ON back_end_attribute
BEGIN
    INSERT INTO changed (kind, key) SELECT 'BACK_END', OLD.back_end;
END;

CREATE TRIGGER vacate_by_delete AFTER DELETE ON account
BEGIN
    INSERT INTO vacated_home (home_volume, home_path, login, at)
    SELECT OLD.home_volume, OLD.home_path, OLD.login, CAST(strftime('%s', 'now') AS INTEGER) WHERE true
    ON CONFLICT (home_volume, home_path, login) DO UPDATE SET at = excluded.at;
END;

CREATE TRIGGER vacate_by_update AFTER UPDATE ON account
WHEN OLD.login <> NEW.login OR OLD.home_volume <> NEW.home_volume OR OLD.home_path <> NEW.home_path
BEGIN
    INSERT INTO vacated_home (home_volume, home_path, login, at)
    SELECT OLD.home_volume, OLD.home_path, OLD.login, CAST(strftime('%s', 'now') AS INTEGER) WHERE true
    ON CONFLICT (home_volume, home_path, login) DO UPDATE SET at = excluded.at;
END;

CREATE VIEW recently_vacated_home AS
SELECT home_volume, home_path, login FROM vacated_home
WHERE at >= CAST(strftime('%s', 'now') AS INTEGER) - 86400;
