-- Who elsewhere is told of changes. What is to be told stands in audit; here stands how far each has been told.
-- Lists are names with one space between; empty means all. Times are milliseconds since 1970. No node that serves mail reads it.

CREATE TABLE webhook (
    webhook_id      VARCHAR(64)   NOT NULL PRIMARY KEY,
    name            VARCHAR(200)  NOT NULL,
    url             VARCHAR(2000) NOT NULL,
    resources       TEXT          NOT NULL,
    actions         TEXT          NOT NULL,
    customers       TEXT          NOT NULL,
    secret          VARCHAR(100)  NOT NULL,
    enabled         INTEGER       NOT NULL CHECK (enabled IN (0, 1)),
    created_at      BIGINT        NOT NULL,
    passed          BIGINT        NOT NULL,
    failures        BIGINT        NOT NULL,
    failing_since   BIGINT,
    next_attempt_at BIGINT        NOT NULL,
    last_answer     VARCHAR(400)  NOT NULL,
    last_answer_at  BIGINT,
    disabled_why    VARCHAR(400)  NOT NULL,
    ping_wanted     INTEGER       NOT NULL CHECK (ping_wanted IN (0, 1)),
    -- Whose turn it is to tell; empty for nobody's.
    teller          VARCHAR(100)  NOT NULL,
    teller_until    BIGINT        NOT NULL
);
