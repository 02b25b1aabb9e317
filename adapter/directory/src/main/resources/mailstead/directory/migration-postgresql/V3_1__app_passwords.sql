-- app_password_use has no trigger: who used what is no change that nodes must hear of.

CREATE TRIGGER note_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON app_password
    FOR EACH STATEMENT EXECUTE FUNCTION directory_note();
