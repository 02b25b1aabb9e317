-- What only PostgreSQL needs: a number that grows with each change, and the word that it did.

-- SQLite does not hold anybody to these; a foreign local part may have 255 octets.
ALTER TABLE alias_target ALTER COLUMN target TYPE VARCHAR(512);
ALTER TABLE domain ALTER COLUMN catch_all TYPE VARCHAR(512);
ALTER TABLE domain ALTER COLUMN postmaster TYPE VARCHAR(512);

-- One row. Whoever changes anything locks it first, until the end of the transaction.
CREATE TABLE directory_change (
    the_only INTEGER NOT NULL PRIMARY KEY CHECK (the_only = 1),
    number   BIGINT  NOT NULL
);

INSERT INTO directory_change (the_only, number) VALUES (1, 1);

-- Begins a change: waits for its turn, and counts it, once in a transaction. With its owner's rights, so that those who may
-- change accounts need no right to set the number.
CREATE FUNCTION directory_begin() RETURNS BIGINT
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = ${flyway:defaultSchema}, pg_temp
AS $$
DECLARE
    reached BIGINT;
BEGIN
    UPDATE directory_change SET number = number + 1
    WHERE xmin <> CAST(pg_current_xact_id() AS xid)
    RETURNING number INTO reached;
    IF reached IS NULL THEN
        SELECT number INTO STRICT reached FROM directory_change;
    ELSE
        PERFORM pg_notify('mailstead_directory', '');
    END IF;
    RETURN reached;
END
$$;

CREATE FUNCTION directory_note() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = ${flyway:defaultSchema}, pg_temp
AS $$
BEGIN
    PERFORM directory_begin();
    RETURN NULL;
END
$$;

-- Before the rows are touched: then nobody who has rows waits for somebody who has the number.
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON customer
    FOR EACH STATEMENT EXECUTE FUNCTION directory_note();
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON customer_attribute
    FOR EACH STATEMENT EXECUTE FUNCTION directory_note();
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON domain
    FOR EACH STATEMENT EXECUTE FUNCTION directory_note();
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON volume
    FOR EACH STATEMENT EXECUTE FUNCTION directory_note();
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON account
    FOR EACH STATEMENT EXECUTE FUNCTION directory_note();
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON account_service
    FOR EACH STATEMENT EXECUTE FUNCTION directory_note();
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON account_verifier
    FOR EACH STATEMENT EXECUTE FUNCTION directory_note();
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON account_attribute
    FOR EACH STATEMENT EXECUTE FUNCTION directory_note();
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON address
    FOR EACH STATEMENT EXECUTE FUNCTION directory_note();
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON alias_target
    FOR EACH STATEMENT EXECUTE FUNCTION directory_note();
