package mailstead.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mailstead.spi.ApiToken;
import mailstead.spi.AuditRecord;
import mailstead.spi.KeptAnswer;
import mailstead.spi.MoveRequest;
import mailstead.spi.Page;
import org.jdbi.v3.core.Handle;

/** The statements about what the provisioning API keeps for itself, on one connection. */
final class OfficeRows {

    /** So that a page of large changes does not fill the memory. */
    private static final long NOTES_CHARACTERS_MAX = 4_000_000;

    private static final String MOVE =
            """
            SELECT move_id, move_request.login, account.customer_id, volume, state, requested_at
            FROM move_request JOIN account ON account.login = move_request.login
            """;
    private static final String TOKEN =
            "SELECT token_id, name, scope, digest, created_at, expires_at FROM api_token ";
    static final String NOTE =
            """
            SELECT number, noted_at, actor, origin, action, resource, entry_key, customer_id, was, became
            FROM audit
            """;

    private final Handle handle;

    OfficeRows(Handle handle) {
        this.handle = handle;
    }

    void addMove(MoveRequest move) {
        handle.execute(
                "INSERT INTO move_request (move_id, login, volume, state, requested_at) VALUES (?, ?, ?, ?, ?)",
                move.id(),
                move.login(),
                move.volume(),
                move.state().name(),
                move.requestedAt().toEpochMilli());
    }

    void removeMove(String id) {
        handle.execute("DELETE FROM move_request WHERE move_id = ?", id);
    }

    Optional<MoveRequest> findMove(String id) {
        return handle.select(MOVE + " WHERE move_id = ?", id)
                .map((row, _) -> move(row))
                .findFirst();
    }

    Optional<MoveRequest> findMoveOf(String login) {
        return handle.select(MOVE + " WHERE move_request.login = ?", login)
                .map((row, _) -> move(row))
                .findFirst();
    }

    List<MoveRequest> moves(Page page) {
        return Paging.of("move_id", page)
                .ofCustomers("account.customer_id")
                .select(handle, MOVE, (row, _) -> move(row));
    }

    private static MoveRequest move(ResultSet row) throws SQLException {
        return new MoveRequest(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                MoveRequest.State.valueOf(row.getString(5)),
                Instant.ofEpochMilli(row.getLong(6)));
    }

    void addToken(ApiToken token) {
        handle.execute(
                """
                INSERT INTO api_token (token_id, name, scope, digest, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                token.id(),
                token.name(),
                token.scope().name(),
                token.digest(),
                token.createdAt().toEpochMilli(),
                token.expiresAt().map(Instant::toEpochMilli).orElse(null));
        for (String customer : token.customers()) {
            handle.execute(
                    "INSERT INTO api_token_customer (token_id, customer_id) VALUES (?, ?)",
                    token.id(),
                    customer);
        }
    }

    void removeToken(String id) {
        handle.execute("DELETE FROM api_token WHERE token_id = ?", id);
    }

    Optional<ApiToken> findToken(String id) {
        return token("token_id", id);
    }

    Optional<ApiToken> findTokenByDigest(String digest) {
        return token("digest", digest);
    }

    private Optional<ApiToken> token(String column, String value) {
        return handle.select(TOKEN + " WHERE " + column + " = ?", value)
                .map((row, _) -> token(row))
                .findFirst()
                .map(this::withCustomers);
    }

    List<ApiToken> tokens(Page page) {
        return Paging.of("token_id", page).select(handle, TOKEN, (row, _) -> token(row)).stream()
                .map(this::withCustomers)
                .toList();
    }

    private static ApiToken token(ResultSet row) throws SQLException {
        long expires = row.getLong(6);
        Optional<Instant> expiresAt =
                row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires));
        return new ApiToken(
                row.getString(1),
                row.getString(2),
                ApiToken.Scope.valueOf(row.getString(3)),
                Set.of(),
                row.getString(4),
                Instant.ofEpochMilli(row.getLong(5)),
                expiresAt);
    }

    private ApiToken withCustomers(ApiToken token) {
        Set<String> customers =
                handle
                        .select(
                                "SELECT customer_id FROM api_token_customer WHERE token_id = ?",
                                token.id())
                        .mapTo(String.class)
                        .stream()
                        .collect(Collectors.toSet());
        return new ApiToken(
                token.id(),
                token.name(),
                token.scope(),
                customers,
                token.digest(),
                token.createdAt(),
                token.expiresAt());
    }

    void note(AuditRecord done) {
        handle.execute(
                """
                INSERT INTO audit (number, noted_at, actor, origin, action, resource, entry_key, customer_id, was, became)
                VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM audit), ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                done.at().toEpochMilli(),
                done.actor(),
                done.origin(),
                done.action(),
                done.resource(),
                done.key(),
                done.customerId().orElse(null),
                done.before(),
                done.after());
    }

    Optional<AuditRecord> findNote(long number) {
        return handle.select(NOTE + " WHERE number = ?", number)
                .map((row, _) -> note(row))
                .findFirst();
    }

    /** As many as fit, but one if there is any. */
    List<AuditRecord> notes(Page page) {
        List<Long> sizes =
                notesOn(page)
                        .selectDescending(
                                handle,
                                "SELECT LENGTH(was) + LENGTH(became) FROM audit",
                                (row, _) -> row.getLong(1));
        int fitting = 0;
        long characters = 0;
        while (fitting < sizes.size()
                && (fitting == 0 || characters + sizes.get(fitting) <= NOTES_CHARACTERS_MAX)) {
            characters += sizes.get(fitting++);
        }
        if (fitting == 0) {
            return List.of();
        }
        Page smaller =
                new Page(
                        page.customers(),
                        page.domain(),
                        page.status(),
                        page.prefix(),
                        page.after(),
                        fitting);
        return notesOn(smaller).selectDescending(handle, NOTE, (row, _) -> note(row));
    }

    private static Paging notesOn(Page page) {
        Paging paging = Paging.newestFirst("number", page).ofCustomers("customer_id");
        if (!page.prefix().isEmpty()) {
            paging.where(
                    "entry_key LIKE ? ESCAPE '!'",
                    page.prefix().replaceAll("([!%_])", "!$1") + "%");
        }
        return paging;
    }

    static AuditRecord note(ResultSet row) throws SQLException {
        return new AuditRecord(
                row.getLong(1),
                Instant.ofEpochMilli(row.getLong(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                Optional.ofNullable(row.getString(8)),
                row.getString(9),
                row.getString(10));
    }

    Optional<KeptAnswer> findAnswer(String tokenId, String keyDigest) {
        return handle.select(
                        "SELECT request_digest, sealed, given_at FROM kept_answer WHERE token_id = ? AND key_digest = ?",
                        tokenId,
                        keyDigest)
                .map((row, _) ->
                        new KeptAnswer(
                                tokenId,
                                keyDigest,
                                row.getString(1),
                                row.getString(2),
                                Instant.ofEpochMilli(row.getLong(3))))
                .findFirst();
    }

    void keep(KeptAnswer answer) {
        handle.execute(
                "INSERT INTO kept_answer (token_id, key_digest, request_digest, sealed, given_at) VALUES (?, ?, ?, ?, ?)",
                answer.tokenId(),
                answer.keyDigest(),
                answer.requestDigest(),
                answer.sealed(),
                answer.at().toEpochMilli());
    }

    void forgetAnswers(Instant before) {
        handle.execute("DELETE FROM kept_answer WHERE given_at < ?", before.toEpochMilli());
    }
}
