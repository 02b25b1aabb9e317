-- For psql, as a superuser, in Mailstead's database. Set their passwords by "\password" afterwards, and give each program one role.
-- Who delivers mail: no password hash.
CREATE ROLE neighbour_delivery LOGIN;
-- Who logs people in, too.
CREATE ROLE neighbour_login LOGIN;
GRANT CONNECT ON DATABASE mailstead TO neighbour_delivery, neighbour_login;
GRANT USAGE ON SCHEMA neighbour TO neighbour_delivery, neighbour_login;
GRANT SELECT ON neighbour.domain, neighbour.mailbox, neighbour.alias TO neighbour_delivery, neighbour_login;
GRANT SELECT ON neighbour.login TO neighbour_login;
ALTER ROLE neighbour_delivery IN DATABASE mailstead SET default_transaction_read_only = on;
ALTER ROLE neighbour_login IN DATABASE mailstead SET default_transaction_read_only = on;
