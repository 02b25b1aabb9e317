-- What has changed, for publishers of copies. Triggers of each kind of database fill it, so that changes by plain SQL count too.

-- Each thing once, with its last change: what a publisher does not know is what has a higher sequence than it has seen.
-- kind: CUSTOMER, DOMAIN, VOLUME, BACK_END, ACCOUNT or ADDRESS, or ALL with an empty key for what cannot be told one by one.
CREATE TABLE change (
    kind     VARCHAR(16)  NOT NULL,
    key      VARCHAR(512) NOT NULL,
    -- directory_change.number of the change: whoever sees one sees every lower one.
    sequence BIGINT       NOT NULL,
    -- Seconds since 1970, by the database's clock.
    at       BIGINT       NOT NULL,
    PRIMARY KEY (kind, key)
);

CREATE INDEX change_in_order ON change (sequence);

-- The newest states, with a mark each: a restored database may reach a number a second time, but never with its mark.
-- While a state is here, everything that changed after it is in the table change.
CREATE TABLE change_point (
    sequence BIGINT      NOT NULL PRIMARY KEY,
    mark     VARCHAR(64) NOT NULL
);

-- Homes that were an account's within the last day: copies that are behind still deliver there.
CREATE TABLE vacated_home (
    home_volume VARCHAR(64)   NOT NULL,
    home_path   VARCHAR(1024) NOT NULL,
    login       VARCHAR(128)  NOT NULL,
    at          BIGINT        NOT NULL,
    PRIMARY KEY (home_volume, home_path, login)
);

CREATE INDEX vacated_home_in_order ON vacated_home (at);

-- One row. The highest number that was given to a generation, whoever published it.
CREATE TABLE publication (
    the_only   INTEGER NOT NULL PRIMARY KEY CHECK (the_only = 1),
    generation BIGINT  NOT NULL
);

INSERT INTO publication (the_only, generation) VALUES (1, 0);
