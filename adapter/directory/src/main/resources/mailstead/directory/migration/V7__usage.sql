-- What customers used, for billing. Nodes write it, none looks it up. No reference to the customer: usage outlives them.

CREATE TABLE customer_usage (
    -- In UTC: 2026-11-25.
    day         VARCHAR(10) NOT NULL,
    customer_id VARCHAR(64) NOT NULL,
    measure     VARCHAR(32) NOT NULL,
    amount      BIGINT      NOT NULL,
    PRIMARY KEY (day, customer_id, measure)
);

-- The last batch of each process that counts, so that one that is told twice counts once.
CREATE TABLE usage_source (
    source VARCHAR(200) NOT NULL PRIMARY KEY,
    batch  BIGINT       NOT NULL,
    day    VARCHAR(10)  NOT NULL
);
