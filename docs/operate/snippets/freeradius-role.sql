-- For psql, as a superuser, in Mailstead's database. Set its password by "\password radius" afterwards.
CREATE ROLE radius LOGIN;
GRANT CONNECT ON DATABASE mailstead TO radius;
GRANT USAGE ON SCHEMA radius TO radius;
GRANT SELECT ON radius.radcheck, radius.radreply, radius.radusergroup, radius.radgroupcheck, radius.radgroupreply, radius.nas
    TO radius;
ALTER ROLE radius IN DATABASE mailstead SET search_path = radius;
ALTER ROLE radius IN DATABASE mailstead SET default_transaction_read_only = on;
-- Who may ask FreeRADIUS, if that is to be read from here (read_clients).
GRANT USAGE ON SCHEMA radius TO mailstead_admin;
GRANT SELECT, INSERT, UPDATE, DELETE ON radius.nas TO mailstead_admin;
