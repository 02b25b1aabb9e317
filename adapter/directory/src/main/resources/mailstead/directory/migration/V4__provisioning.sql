-- What the provisioning API keeps: mail servers behind the proxies, who may use it, what was asked and who changed what.
-- Times are milliseconds since 1970.

CREATE TABLE back_end (
    name       VARCHAR(64) NOT NULL PRIMARY KEY,
    group_name VARCHAR(64) NOT NULL,
    weight     INTEGER     NOT NULL CHECK (weight BETWEEN 0 AND 1000),
    state      VARCHAR(16) NOT NULL CHECK (state IN ('UP', 'DRAINING', 'STANDBY', 'DOWN')),
    log_in     VARCHAR(32) NOT NULL CHECK (log_in IN ('CLIENT_PASSWORD', 'MASTER_USER'))
);

CREATE TABLE back_end_endpoint (
    name     VARCHAR(64)  NOT NULL REFERENCES back_end (name) ON DELETE CASCADE,
    protocol VARCHAR(16)  NOT NULL,
    host     VARCHAR(253) NOT NULL,
    port     INTEGER      NOT NULL CHECK (port BETWEEN 1 AND 65535),
    tls      VARCHAR(16)  NOT NULL CHECK (tls IN ('NONE', 'STARTTLS', 'IMPLICIT')),
    PRIMARY KEY (name, protocol)
);

CREATE TABLE back_end_attribute (
    back_end VARCHAR(64)   NOT NULL REFERENCES back_end (name) ON DELETE CASCADE,
    name     VARCHAR(64)   NOT NULL,
    content  VARCHAR(4096) NOT NULL,
    PRIMARY KEY (back_end, name)
);

CREATE TABLE move_request (
    move_id      VARCHAR(64)  NOT NULL PRIMARY KEY,
    login        VARCHAR(128) NOT NULL UNIQUE REFERENCES account (login) ON DELETE CASCADE,
    volume       VARCHAR(64)  NOT NULL REFERENCES volume (name),
    state        VARCHAR(16)  NOT NULL CHECK (state IN ('REQUESTED')),
    requested_at BIGINT       NOT NULL
);

CREATE INDEX move_to_volume ON move_request (volume);

CREATE TABLE api_token (
    token_id   VARCHAR(64)  NOT NULL PRIMARY KEY,
    name       VARCHAR(200) NOT NULL,
    scope      VARCHAR(16)  NOT NULL CHECK (scope IN ('OPERATOR', 'RESELLER', 'CUSTOMER')),
    digest     VARCHAR(64)  NOT NULL UNIQUE,
    created_at BIGINT       NOT NULL,
    expires_at BIGINT
);

CREATE TABLE api_token_customer (
    token_id    VARCHAR(64) NOT NULL REFERENCES api_token (token_id) ON DELETE CASCADE,
    customer_id VARCHAR(64) NOT NULL REFERENCES customer (customer_id) ON DELETE CASCADE,
    PRIMARY KEY (token_id, customer_id)
);

CREATE INDEX token_of_customer ON api_token_customer (customer_id);

-- No reference to what a record is about: it outlives that.
CREATE TABLE audit (
    number      BIGINT       NOT NULL PRIMARY KEY,
    noted_at    BIGINT       NOT NULL,
    actor       VARCHAR(300) NOT NULL,
    origin      VARCHAR(64)  NOT NULL,
    action      VARCHAR(16)  NOT NULL,
    resource    VARCHAR(32)  NOT NULL,
    entry_key   VARCHAR(400) NOT NULL,
    customer_id VARCHAR(64),
    was         TEXT         NOT NULL,
    became      TEXT         NOT NULL
);

CREATE INDEX audit_of_customer ON audit (customer_id, number);

CREATE TABLE kept_answer (
    token_id       VARCHAR(64) NOT NULL REFERENCES api_token (token_id) ON DELETE CASCADE,
    key_digest     VARCHAR(64) NOT NULL,
    request_digest VARCHAR(64) NOT NULL,
    sealed         TEXT        NOT NULL,
    given_at       BIGINT      NOT NULL,
    PRIMARY KEY (token_id, key_digest)
);

CREATE INDEX answer_by_age ON kept_answer (given_at);
