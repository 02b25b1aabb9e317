-- What other programs read, in shapes that stay: schema "neighbour" for mail servers, schema "radius" for FreeRADIUS.
-- The columns are described in docs/operate/neighbours.md and docs/operate/radius.md.
-- Barriers: whoever may read a view must not learn, by functions of his own, what the view leaves out. Standing is looked
-- up for each row: so many tables in one join, and PostgreSQL would not find the way by the indexes.

CREATE SCHEMA neighbour;

-- What somebody may log in with: the login or, if nobody has that, one of the account's addresses. Not for neighbours.
CREATE VIEW neighbour.name_of_account AS
SELECT login AS username, login FROM account
UNION ALL
SELECT address.address, address.login
FROM address
WHERE address.login IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM account namesake WHERE namesake.login = address.address);

-- The domains that mail is taken for.
CREATE VIEW neighbour.domain WITH (security_barrier) AS
SELECT domain.name AS domain, domain.customer_id,
       (SELECT standing FROM domain_standing WHERE domain_standing.name = domain.name) AS standing
FROM domain;

-- Each address that has a mailbox, and where that is.
CREATE VIEW neighbour.mailbox WITH (security_barrier) AS
SELECT address.address, address.domain, account.login, account.customer_id,
       (SELECT standing FROM account_standing WHERE account_standing.login = account.login) AS standing,
       volume.folder || '/' || account.home_path AS maildir,
       account.owner_uid AS uid, account.owner_gid AS gid, account.octets_max, account.messages_max
FROM address
JOIN account ON account.login = address.login
JOIN volume ON volume.name = account.home_volume
WHERE EXISTS (SELECT 1 FROM account_service
              WHERE account_service.login = account.login AND account_service.service = 'DELIVERY');

-- An address as it stands in a header field: then a comma in its local part is no separator.
CREATE FUNCTION neighbour.written(address TEXT) RETURNS TEXT
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
               WHEN address ~ '^[^][ "(),:;<>@\\.]+([.][^][ "(),:;<>@\\.]+)*@[^@]*$' THEN address
               ELSE '"' || regexp_replace(regexp_replace(address, '@[^@]*$', ''), '(["\\])', '\\\1', 'g')
                   || '"' || substring(address FROM '@[^@]*$')
           END
$$;

-- Each target of each address that stands for others, written as in a header field. A domain's catch-all has the address "@" and the domain.
CREATE VIEW neighbour.alias WITH (security_barrier) AS
SELECT CAST(alias_target.address AS TEXT) AS address, neighbour.written(alias_target.target) AS target, address.customer_id
FROM alias_target
JOIN address ON address.address = alias_target.address
UNION ALL
SELECT '@' || domain.name, neighbour.written(domain.catch_all), domain.customer_id
FROM domain
WHERE domain.catch_all IS NOT NULL
UNION ALL
SELECT 'postmaster@' || domain.name, neighbour.written(domain.postmaster), domain.customer_id
FROM domain
WHERE domain.postmaster IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM address taken WHERE taken.address = 'postmaster@' || domain.name);

CREATE INDEX domain_catch_all ON domain (('@' || name)) WHERE catch_all IS NOT NULL;
CREATE INDEX domain_postmaster ON domain (('postmaster@' || name)) WHERE postmaster IS NOT NULL;

-- Each name that somebody may log in with. The one view of this schema with password hashes: "verifier" is the account's
-- first, with its scheme in braces, "crypt" the first that crypt(3) knows, without.
CREATE VIEW neighbour.login WITH (security_barrier) AS
SELECT named.username, account.login, account.customer_id,
       (SELECT standing FROM account_standing WHERE account_standing.login = account.login) AS standing,
       first_verifier.verifier, first_crypt.crypt,
       volume.folder || '/' || account.home_path AS maildir,
       account.owner_uid AS uid, account.owner_gid AS gid, account.octets_max, account.messages_max,
       EXISTS (SELECT 1 FROM account_service s WHERE s.login = account.login AND s.service = 'POP3') AS pop3,
       EXISTS (SELECT 1 FROM account_service s WHERE s.login = account.login AND s.service = 'IMAP') AS imap,
       EXISTS (SELECT 1 FROM account_service s WHERE s.login = account.login AND s.service = 'SUBMISSION') AS submission
FROM neighbour.name_of_account named
JOIN account ON account.login = named.login
JOIN volume ON volume.name = account.home_volume
LEFT JOIN LATERAL (
    SELECT v.verifier FROM account_verifier v
    WHERE v.login = account.login AND v.verifier NOT LIKE '{SCRAM-%'
    ORDER BY v.position LIMIT 1) first_verifier ON TRUE
LEFT JOIN LATERAL (
    SELECT regexp_replace(v.verifier, '^\{[^}]*\}', '') AS crypt FROM account_verifier v
    WHERE v.login = account.login
      AND v.verifier ~* '^(\{(CRYPT|(MD5|SHA256|SHA512|DES|BLF)-CRYPT|BCRYPT|SCRYPT)\})?(\$(1|2[aby]|5|6|7|y)\$.+|[./0-9A-Za-z]{13})$'
    ORDER BY v.position LIMIT 1) first_crypt ON TRUE;

CREATE SCHEMA radius;

-- FreeRADIUS reads backslashes as escapes, and runs what stands in back quotes: this is the text that it takes for ours.
CREATE FUNCTION radius.literal(content TEXT) RETURNS TEXT
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE left(content, 1)
               WHEN '''' THEN '\047' || replace(substr(content, 2), '\', '\\')
               WHEN '"' THEN '\042' || replace(substr(content, 2), '\', '\\')
               WHEN '`' THEN '\140' || replace(substr(content, 2), '\', '\\')
               ELSE replace(content, '\', '\\')
           END
$$;

-- Who may dial in: whose attribute "radius" is "yes" or, if the account has none, whose customer's is.
CREATE VIEW radius.subscriber WITH (security_barrier) AS
SELECT named.username, account.login, account.customer_id,
       (SELECT standing FROM account_standing WHERE account_standing.login = account.login) AS standing
FROM neighbour.name_of_account named
JOIN account ON account.login = named.login
LEFT JOIN account_attribute own ON own.login = account.login AND own.name = 'radius'
LEFT JOIN customer_attribute shared ON shared.customer_id = account.customer_id AND shared.name = 'radius'
WHERE COALESCE(own.content, shared.content) = 'yes';

-- One verifier for each, the first of those that FreeRADIUS can read; none for whom is suspended.
CREATE VIEW radius.radcheck WITH (security_barrier) AS
SELECT 1 AS id, username, 'Auth-Type' AS attribute, ':=' AS op, 'Reject' AS value
FROM radius.subscriber
WHERE standing <> 'ACTIVE'
UNION ALL
SELECT 1, subscriber.username, readable.attribute, ':=', readable.value
FROM radius.subscriber
CROSS JOIN LATERAL (
    SELECT item.attribute, CASE item.attribute WHEN 'Cleartext-Password' THEN radius.literal(item.value) ELSE item.value END AS value
    FROM account_verifier
    CROSS JOIN LATERAL (
        SELECT upper(substring(verifier FROM '^\{([^}]*)\}')) AS scheme, regexp_replace(verifier, '^\{[^}]*\}', '') AS body) split
    CROSS JOIN LATERAL (
        SELECT CASE
                   WHEN scheme IN ('PLAIN', 'CLEAR', 'CLEARTEXT') THEN 'Cleartext-Password'
                   WHEN COALESCE(scheme, 'CRYPT') IN ('CRYPT', 'MD5-CRYPT', 'SHA256-CRYPT', 'SHA512-CRYPT', 'DES-CRYPT',
                                                      'BLF-CRYPT', 'BCRYPT', 'SCRYPT')
                       AND body ~ '^(\$(1|2[aby]|5|6|7|y)\$.+|[./0-9A-Za-z]{13})$' THEN 'Crypt-Password'
                   WHEN scheme IN ('SSHA', 'SSHA.B64', 'SSHA.BASE64', 'SSHA.HEX') THEN 'SSHA-Password'
                   WHEN scheme IN ('SSHA256', 'SSHA256.B64', 'SSHA256.BASE64', 'SSHA256.HEX') THEN 'SSHA2-256-Password'
                   WHEN scheme IN ('SSHA512', 'SSHA512.B64', 'SSHA512.BASE64', 'SSHA512.HEX') THEN 'SSHA2-512-Password'
                   WHEN scheme IN ('SHA', 'SHA.B64', 'SHA.BASE64', 'SHA.HEX', 'SHA1') THEN 'SHA-Password'
                   WHEN scheme IN ('SHA256', 'SHA256.B64', 'SHA256.BASE64', 'SHA256.HEX',
                                   'SHA512', 'SHA512.B64', 'SHA512.BASE64', 'SHA512.HEX') THEN 'SHA2-Password'
                   WHEN scheme IN ('SMD5', 'SMD5.B64', 'SMD5.BASE64', 'SMD5.HEX') THEN 'SMD5-Password'
                   WHEN scheme IN ('LDAP-MD5', 'PLAIN-MD5', 'PLAIN-MD5.B64', 'PLAIN-MD5.BASE64', 'PLAIN-MD5.HEX') THEN 'MD5-Password'
                   WHEN scheme IN ('PBKDF2-SHA1', 'PBKDF2-SHA256', 'PBKDF2-SHA512') AND body ~ '^[0-9]'
                       THEN 'Password-With-Header'
                   WHEN (scheme IS NULL OR scheme LIKE 'PBKDF2%') AND body ~ '^\$pbkdf2-sha(256|512)\$'
                       THEN 'Password-With-Header'
               END AS attribute,
               CASE
                   -- Without this header FreeRADIUS 3.2 does not see that it has a password; its base64 knows no dot.
                   WHEN scheme LIKE 'PBKDF2-%' AND body ~ '^[0-9]'
                       THEN '{x-pbkdf2}$pbkdf2-' || lower(substr(scheme, 8)) || '$' || translate(body, '.', '+')
                   WHEN body LIKE '$pbkdf2-%' THEN '{x-pbkdf2}' || translate(body, '.', '+')
                   ELSE body
               END AS value) item
    WHERE account_verifier.login = subscriber.login AND item.attribute IS NOT NULL
    ORDER BY account_verifier.position LIMIT 1) readable
WHERE subscriber.standing = 'ACTIVE';

-- The account's attributes "radius:NAME" and, for a second value of the same name, "radius:NAME#2" and so on.
CREATE VIEW radius.radreply WITH (security_barrier) AS
SELECT 1 AS id, username, 'Reply-Message' AS attribute, ':=' AS op, 'This account is suspended.' AS value
FROM radius.subscriber
WHERE standing <> 'ACTIVE'
UNION ALL
-- So that the network's accounting knows one name for it.
SELECT 1, username, 'User-Name', ':=', radius.literal(login)
FROM radius.subscriber
WHERE standing = 'ACTIVE' AND username <> login
UNION ALL
SELECT COALESCE(CAST(substring(name FROM '#([0-9]+)$') AS INTEGER), 1), username,
       substring(name FROM '^radius:([^#]*)'), CASE WHEN name LIKE '%#%' THEN '+=' ELSE ':=' END, radius.literal(content)
FROM radius.subscriber
JOIN account_attribute ON account_attribute.login = subscriber.login
WHERE standing = 'ACTIVE' AND name ~ '^radius:[A-Za-z0-9][A-Za-z0-9._/-]*(:[0-9]{1,2})?(#[1-9][0-9]?)?$';

-- Each customer is a group.
CREATE VIEW radius.radusergroup WITH (security_barrier) AS
SELECT username, customer_id AS groupname, 1 AS priority
FROM radius.subscriber
WHERE standing = 'ACTIVE';

-- Nothing: who may dial in is decided above.
CREATE VIEW radius.radgroupcheck WITH (security_barrier) AS
SELECT 1 AS id, customer_id AS groupname, CAST('' AS TEXT) AS attribute, CAST('' AS TEXT) AS op, CAST('' AS TEXT) AS value
FROM customer
WHERE FALSE;

-- The customer's attributes, for accounts that have none of that name.
CREATE VIEW radius.radgroupreply WITH (security_barrier) AS
SELECT COALESCE(CAST(substring(name FROM '#([0-9]+)$') AS INTEGER), 1) AS id, customer_id AS groupname,
       substring(name FROM '^radius:([^#]*)') AS attribute, CASE WHEN name LIKE '%#%' THEN '+=' ELSE '=' END AS op,
       radius.literal(content) AS value
FROM customer_attribute
WHERE name ~ '^radius:[A-Za-z0-9][A-Za-z0-9._/-]*(:[0-9]{1,2})?(#[1-9][0-9]?)?$';

-- Who may ask FreeRADIUS, for its option read_clients. Nothing of ours reads it.
CREATE TABLE radius.nas (
    id          INTEGER GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    nasname     TEXT NOT NULL UNIQUE,
    shortname   TEXT NOT NULL,
    type        TEXT NOT NULL DEFAULT 'other',
    ports       INTEGER,
    secret      TEXT NOT NULL,
    server      TEXT,
    community   TEXT,
    description TEXT
);
