-- Who the users are. Plain SQL that SQLite and PostgreSQL both read. Everything belongs to a customer.
-- Names, logins and addresses are stored in the one form in which they are compared (lower case, A-labels).

CREATE TABLE customer (
    customer_id       VARCHAR(64)  NOT NULL PRIMARY KEY,
    name              VARCHAR(200) NOT NULL,
    status            VARCHAR(16)  NOT NULL CHECK (status IN ('ACTIVE', 'SUSPENDED')),
    billing_reference VARCHAR(200)
);

CREATE TABLE customer_attribute (
    customer_id VARCHAR(64)   NOT NULL REFERENCES customer (customer_id) ON DELETE CASCADE,
    name        VARCHAR(64)   NOT NULL,
    content     VARCHAR(4096) NOT NULL,
    PRIMARY KEY (customer_id, name)
);

CREATE TABLE domain (
    name        VARCHAR(253) NOT NULL PRIMARY KEY,
    customer_id VARCHAR(64)  NOT NULL REFERENCES customer (customer_id),
    status      VARCHAR(16)  NOT NULL CHECK (status IN ('ACTIVE', 'SUSPENDED')),
    catch_all   VARCHAR(320),
    postmaster  VARCHAR(320)
);

CREATE INDEX domain_of_customer ON domain (customer_id);

CREATE TABLE volume (
    name      VARCHAR(64)   NOT NULL PRIMARY KEY,
    folder    VARCHAR(1024) NOT NULL,
    marker_id VARCHAR(128)  NOT NULL,
    weight    INTEGER       NOT NULL CHECK (weight BETWEEN 0 AND 1000)
);

CREATE TABLE account (
    login        VARCHAR(128)  NOT NULL PRIMARY KEY,
    -- What follows the login's at sign, if it is a domain name; the domain need not be ours.
    login_domain VARCHAR(253),
    customer_id  VARCHAR(64)   NOT NULL REFERENCES customer (customer_id),
    status       VARCHAR(16)   NOT NULL CHECK (status IN ('ACTIVE', 'SUSPENDED')),
    home_volume  VARCHAR(64)   NOT NULL REFERENCES volume (name),
    home_path    VARCHAR(1024) NOT NULL,
    owner_uid    INTEGER,
    owner_gid    INTEGER,
    octets_max   BIGINT CHECK (octets_max >= 0),
    messages_max BIGINT CHECK (messages_max >= 0),
    -- 1: has passwords, and none of them serves SCRAM-SHA-256.
    lacks_scram  INTEGER       NOT NULL CHECK (lacks_scram IN (0, 1)),
    CHECK ((owner_uid IS NULL) = (owner_gid IS NULL))
);

CREATE INDEX account_of_customer ON account (customer_id);
CREATE INDEX account_on_volume ON account (home_volume);
CREATE INDEX account_lacking_scram ON account (login) WHERE lacks_scram = 1;

CREATE TABLE account_service (
    login   VARCHAR(128) NOT NULL REFERENCES account (login) ON DELETE CASCADE,
    service VARCHAR(16)  NOT NULL,
    PRIMARY KEY (login, service)
);

CREATE TABLE account_verifier (
    login    VARCHAR(128)  NOT NULL REFERENCES account (login) ON DELETE CASCADE,
    position INTEGER       NOT NULL,
    verifier VARCHAR(1024) NOT NULL,
    PRIMARY KEY (login, position)
);

CREATE TABLE account_attribute (
    login   VARCHAR(128)  NOT NULL REFERENCES account (login) ON DELETE CASCADE,
    name    VARCHAR(64)   NOT NULL,
    content VARCHAR(4096) NOT NULL,
    PRIMARY KEY (login, name)
);

-- Every address of ours, once: it is an account's (login is set) or an alias (customer_id is set), never both.
CREATE TABLE address (
    address     VARCHAR(320) NOT NULL PRIMARY KEY,
    domain      VARCHAR(253) NOT NULL REFERENCES domain (name),
    login       VARCHAR(128) REFERENCES account (login) ON DELETE CASCADE,
    position    INTEGER      NOT NULL,
    customer_id VARCHAR(64)  REFERENCES customer (customer_id),
    CHECK ((login IS NULL) <> (customer_id IS NULL)),
    UNIQUE (login, position)
);

CREATE INDEX address_in_domain ON address (domain);
CREATE INDEX alias_of_customer ON address (customer_id);

CREATE TABLE alias_target (
    address  VARCHAR(320) NOT NULL REFERENCES address (address) ON DELETE CASCADE,
    position INTEGER      NOT NULL,
    target   VARCHAR(320) NOT NULL,
    PRIMARY KEY (address, position)
);

-- What the neighbours read: the worst of what stands in the way of each domain and account.
CREATE VIEW domain_standing AS
SELECT domain.name,
       CASE WHEN 'SUSPENDED' IN (domain.status, customer.status) THEN 'SUSPENDED' ELSE 'ACTIVE' END AS standing
FROM domain
JOIN customer ON customer.customer_id = domain.customer_id;

-- Not by way of domain_standing: an outer join to a view makes SQLite compute the whole view for each look-up.
CREATE VIEW account_standing AS
SELECT account.login,
       CASE WHEN 'SUSPENDED' IN (account.status, customer.status,
                                 COALESCE(login_domain.status, 'ACTIVE'), COALESCE(login_owner.status, 'ACTIVE'),
                                 COALESCE(mail_domain.status, 'ACTIVE'), COALESCE(mail_owner.status, 'ACTIVE'))
            THEN 'SUSPENDED' ELSE 'ACTIVE' END AS standing
FROM account
JOIN customer ON customer.customer_id = account.customer_id
LEFT JOIN domain login_domain ON login_domain.name = account.login_domain
LEFT JOIN customer login_owner ON login_owner.customer_id = login_domain.customer_id
LEFT JOIN address first_address ON first_address.login = account.login AND first_address.position = 0
LEFT JOIN domain mail_domain ON mail_domain.name = first_address.domain
LEFT JOIN customer mail_owner ON mail_owner.customer_id = mail_domain.customer_id;
