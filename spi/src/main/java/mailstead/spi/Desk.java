package mailstead.spi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mailstead.mail.Address;

/**
 * All that can be done within one transaction of a {@link Registry}. Confined to it. Lists are
 * pages: sorted by key, in the database's own order, which never changes.
 */
public interface Desk extends Provisioning {

    /** Who has exactly this address. */
    Optional<Directory.Addressee> owner(Address address);

    /**
     * Whether the targets of this alias, followed through other aliases, lead back to it. No more
     * than 100,000 targets are followed; what lies behind them is not seen.
     */
    boolean isLoop(Address alias);

    List<Customer> customers(Page page);

    List<Domain> domains(Page page);

    List<Account> accounts(Page page);

    List<Alias> aliases(Page page);

    List<Volume> volumes(Page page);

    List<BackEnd> backEnds(Page page);

    // Moves

    void addMove(MoveRequest move);

    void removeMove(String id);

    Optional<MoveRequest> findMove(String id);

    Optional<MoveRequest> findMoveOf(String login);

    List<MoveRequest> moves(Page page);

    // Tokens

    void addToken(ApiToken token);

    void removeToken(String id);

    Optional<ApiToken> findToken(String id);

    Optional<ApiToken> findTokenByDigest(String digest);

    List<ApiToken> tokens(Page page);

    // Who did what

    /** The record's number is ignored: it gets the next one. */
    void note(AuditRecord done);

    Optional<AuditRecord> findNote(long number);

    /** Newest first; {@link Page#after} is a number, {@link Page#prefix} one of keys. */
    List<AuditRecord> notes(Page page);

    // Who is told of what was done

    void addWebhook(Webhook webhook);

    /**
     * Its settings, and its position where {@code moveTo} says so; whoever has its turn loses it.
     */
    void setWebhook(Webhook webhook);

    void removeWebhook(String id);

    Optional<Webhook> findWebhook(String id);

    List<Webhook> webhooks(Page page);

    /** To be told something that means nothing, as soon as may be. */
    void pingWebhook(String id);

    /** Number of the last audit record; 0 if there is none. */
    long newestNote();

    // Answers that may have to be given again

    Optional<KeptAnswer> findAnswer(String tokenId, String keyDigest);

    void keep(KeptAnswer answer);

    /** Forgets answers that were given before this time. */
    void forgetAnswers(Instant before);
}
