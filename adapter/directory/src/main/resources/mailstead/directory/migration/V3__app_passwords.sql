-- Further passwords of an account, each for one program or device. Instants are seconds since 1970.

CREATE TABLE app_password (
    login           VARCHAR(128)  NOT NULL REFERENCES account (login) ON DELETE CASCADE,
    app_password_id VARCHAR(64)   NOT NULL,
    label           VARCHAR(200)  NOT NULL,
    verifier        VARCHAR(1024) NOT NULL,
    -- Names as in account_service, in the order of their letters, with a space between them.
    services        VARCHAR(200)  NOT NULL,
    created         BIGINT        NOT NULL,
    expires         BIGINT,
    PRIMARY KEY (login, app_password_id)
);

-- Apart, because nodes write it and none reads it: using an app password is no change of the directory.
CREATE TABLE app_password_use (
    login           VARCHAR(128) NOT NULL,
    app_password_id VARCHAR(64)  NOT NULL,
    last_used       BIGINT       NOT NULL,
    PRIMARY KEY (login, app_password_id),
    FOREIGN KEY (login, app_password_id) REFERENCES app_password (login, app_password_id) ON DELETE CASCADE
);
