-- What only PostgreSQL needs of the change feed.

INSERT INTO change_point (sequence, mark) SELECT number, CAST(gen_random_uuid() AS TEXT) FROM directory_change;

CREATE FUNCTION directory_day_ago() RETURNS BIGINT
    LANGUAGE sql VOLATILE
AS $$
    SELECT CAST(extract(epoch FROM clock_timestamp()) AS BIGINT) - 86400
$$;

-- As before; and each number gets its mark, and what is older than a day goes, a little with each change.
CREATE OR REPLACE FUNCTION directory_begin() RETURNS BIGINT
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = ${flyway:defaultSchema}, pg_temp
AS $$
DECLARE
    reached BIGINT;
    day_ago BIGINT;
BEGIN
    UPDATE directory_change SET number = number + 1
    WHERE xmin <> CAST(pg_current_xact_id() AS xid)
    RETURNING number INTO reached;
    IF reached IS NULL THEN
        SELECT number INTO STRICT reached FROM directory_change;
        RETURN reached;
    END IF;
    PERFORM pg_notify('mailstead_directory', '');
    INSERT INTO change_point (sequence, mark) VALUES (reached, CAST(gen_random_uuid() AS TEXT))
    ON CONFLICT (sequence) DO UPDATE SET mark = EXCLUDED.mark;
    DELETE FROM change_point WHERE sequence <= reached - 100000;
    day_ago := directory_day_ago();
    WITH gone AS (
        DELETE FROM change WHERE ctid = ANY (ARRAY (
            SELECT oldest.ctid FROM (SELECT ctid, at FROM change ORDER BY sequence LIMIT 5000) oldest
            WHERE oldest.at < day_ago))
        RETURNING sequence
    )
    DELETE FROM change_point WHERE sequence < (SELECT max(gone.sequence) FROM gone);
    DELETE FROM vacated_home WHERE ctid = ANY (ARRAY (
        SELECT oldest.ctid FROM vacated_home oldest WHERE oldest.at < day_ago ORDER BY oldest.at LIMIT 5000));
    RETURN reached;
END
$$;

-- Notes whose change it was. Arguments: kind, and the column that has the key.
CREATE FUNCTION directory_feed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = ${flyway:defaultSchema}, pg_temp
AS $$
DECLARE
    before TEXT;
    after TEXT;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        before := to_jsonb(OLD) ->> TG_ARGV[1];
    END IF;
    IF TG_OP <> 'DELETE' THEN
        after := to_jsonb(NEW) ->> TG_ARGV[1];
    END IF;
    INSERT INTO change (kind, key, sequence, at)
    SELECT DISTINCT TG_ARGV[0], keys.key, directory_change.number, directory_day_ago() + 86400
    FROM directory_change, (VALUES (before), (after)) keys (key)
    WHERE keys.key IS NOT NULL
    ON CONFLICT (kind, key) DO UPDATE SET sequence = EXCLUDED.sequence, at = EXCLUDED.at
    WHERE change.sequence <> EXCLUDED.sequence;
    RETURN NULL;
END
$$;

CREATE FUNCTION directory_feed_all() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = ${flyway:defaultSchema}, pg_temp
AS $$
BEGIN
    INSERT INTO change (kind, key, sequence, at)
    SELECT 'ALL', '', directory_change.number, directory_day_ago() + 86400 FROM directory_change
    ON CONFLICT (kind, key) DO UPDATE SET sequence = EXCLUDED.sequence, at = EXCLUDED.at;
    RETURN NULL;
END
$$;

CREATE TRIGGER feed_change AFTER INSERT OR UPDATE OR DELETE ON customer
    FOR EACH ROW EXECUTE FUNCTION directory_feed('CUSTOMER', 'customer_id');
CREATE TRIGGER feed_all AFTER TRUNCATE ON customer
    FOR EACH STATEMENT EXECUTE FUNCTION directory_feed_all();
CREATE TRIGGER feed_change AFTER INSERT OR UPDATE OR DELETE ON customer_attribute
    FOR EACH ROW EXECUTE FUNCTION directory_feed('CUSTOMER', 'customer_id');
CREATE TRIGGER feed_all AFTER TRUNCATE ON customer_attribute
    FOR EACH STATEMENT EXECUTE FUNCTION directory_feed_all();
CREATE TRIGGER feed_change AFTER INSERT OR UPDATE OR DELETE ON domain
    FOR EACH ROW EXECUTE FUNCTION directory_feed('DOMAIN', 'name');
CREATE TRIGGER feed_all AFTER TRUNCATE ON domain
    FOR EACH STATEMENT EXECUTE FUNCTION directory_feed_all();
CREATE TRIGGER feed_change AFTER INSERT OR UPDATE OR DELETE ON volume
    FOR EACH ROW EXECUTE FUNCTION directory_feed('VOLUME', 'name');
CREATE TRIGGER feed_all AFTER TRUNCATE ON volume
    FOR EACH STATEMENT EXECUTE FUNCTION directory_feed_all();
CREATE TRIGGER feed_change AFTER INSERT OR UPDATE OR DELETE ON account
    FOR EACH ROW EXECUTE FUNCTION directory_feed('ACCOUNT', 'login');
CREATE TRIGGER feed_all AFTER TRUNCATE ON account
    FOR EACH STATEMENT EXECUTE FUNCTION directory_feed_all();
CREATE TRIGGER feed_change AFTER INSERT OR UPDATE OR DELETE ON account_service
    FOR EACH ROW EXECUTE FUNCTION directory_feed('ACCOUNT', 'login');
CREATE TRIGGER feed_all AFTER TRUNCATE ON account_service
    FOR EACH STATEMENT EXECUTE FUNCTION directory_feed_all();
CREATE TRIGGER feed_change AFTER INSERT OR UPDATE OR DELETE ON account_verifier
    FOR EACH ROW EXECUTE FUNCTION directory_feed('ACCOUNT', 'login');
CREATE TRIGGER feed_all AFTER TRUNCATE ON account_verifier
    FOR EACH STATEMENT EXECUTE FUNCTION directory_feed_all();
CREATE TRIGGER feed_change AFTER INSERT OR UPDATE OR DELETE ON account_attribute
    FOR EACH ROW EXECUTE FUNCTION directory_feed('ACCOUNT', 'login');
CREATE TRIGGER feed_all AFTER TRUNCATE ON account_attribute
    FOR EACH STATEMENT EXECUTE FUNCTION directory_feed_all();
CREATE TRIGGER feed_change AFTER INSERT OR UPDATE OR DELETE ON address
    FOR EACH ROW EXECUTE FUNCTION directory_feed('ADDRESS', 'address');
CREATE TRIGGER feed_change_of_account AFTER INSERT OR UPDATE OR DELETE ON address
    FOR EACH ROW EXECUTE FUNCTION directory_feed('ACCOUNT', 'login');
CREATE TRIGGER feed_all AFTER TRUNCATE ON address
    FOR EACH STATEMENT EXECUTE FUNCTION directory_feed_all();
CREATE TRIGGER feed_change AFTER INSERT OR UPDATE OR DELETE ON alias_target
    FOR EACH ROW EXECUTE FUNCTION directory_feed('ADDRESS', 'address');
CREATE TRIGGER feed_all AFTER TRUNCATE ON alias_target
    FOR EACH STATEMENT EXECUTE FUNCTION directory_feed_all();
CREATE TRIGGER feed_change AFTER INSERT OR UPDATE OR DELETE ON app_password
    FOR EACH ROW EXECUTE FUNCTION directory_feed('ACCOUNT', 'login');
CREATE TRIGGER feed_all AFTER TRUNCATE ON app_password
    FOR EACH STATEMENT EXECUTE FUNCTION directory_feed_all();
CREATE TRIGGER feed_change AFTER INSERT OR UPDATE OR DELETE ON back_end
    FOR EACH ROW EXECUTE FUNCTION directory_feed('BACK_END', 'name');
CREATE TRIGGER feed_all AFTER TRUNCATE ON back_end
    FOR EACH STATEMENT EXECUTE FUNCTION directory_feed_all();
CREATE TRIGGER feed_change AFTER INSERT OR UPDATE OR DELETE ON back_end_endpoint
    FOR EACH ROW EXECUTE FUNCTION directory_feed('BACK_END', 'name');
CREATE TRIGGER feed_all AFTER TRUNCATE ON back_end_endpoint
    FOR EACH STATEMENT EXECUTE FUNCTION directory_feed_all();
CREATE TRIGGER feed_change AFTER INSERT OR UPDATE OR DELETE ON back_end_attribute
    FOR EACH ROW EXECUTE FUNCTION directory_feed('BACK_END', 'back_end');
CREATE TRIGGER feed_all AFTER TRUNCATE ON back_end_attribute
    FOR EACH STATEMENT EXECUTE FUNCTION directory_feed_all();

CREATE FUNCTION directory_vacate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = ${flyway:defaultSchema}, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.login, OLD.home_volume, OLD.home_path) = (NEW.login, NEW.home_volume, NEW.home_path) THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO vacated_home (home_volume, home_path, login, at)
    VALUES (OLD.home_volume, OLD.home_path, OLD.login, directory_day_ago() + 86400)
    ON CONFLICT (home_volume, home_path, login) DO UPDATE SET at = EXCLUDED.at;
    RETURN NULL;
END
$$;

CREATE TRIGGER vacate AFTER UPDATE OR DELETE ON account FOR EACH ROW EXECUTE FUNCTION directory_vacate();

CREATE VIEW recently_vacated_home AS
SELECT home_volume, home_path, login FROM vacated_home WHERE at >= directory_day_ago();
