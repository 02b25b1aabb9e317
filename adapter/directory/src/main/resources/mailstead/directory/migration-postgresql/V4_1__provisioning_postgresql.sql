-- Nodes read back ends; what else the API keeps is no node's business and wakes nobody.
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON back_end
    FOR EACH STATEMENT EXECUTE FUNCTION directory_note();
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON back_end_endpoint
    FOR EACH STATEMENT EXECUTE FUNCTION directory_note();
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON back_end_attribute
    FOR EACH STATEMENT EXECUTE FUNCTION directory_note();
