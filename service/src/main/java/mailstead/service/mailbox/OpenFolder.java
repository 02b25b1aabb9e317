package mailstead.service.mailbox;

import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.Rights;
import mailstead.mail.mime.Digest;
import mailstead.mail.mime.KeptFields;
import mailstead.spi.FolderGone;
import mailstead.spi.MailFolder;
import mailstead.spi.MessageGone;

/**
 * One folder in a user's hands, whatever it is called meanwhile. Confined to its session.
 *
 * <p>What was opened may be deleted, or not shared any more: that is a {@code PermanentFailure}
 * with {@code FOLDER_GONE}, and with {@code MESSAGE_GONE} for a message. A user's own folder grants
 * everything; of another's, rights are asked for anew at every change and {@link #refresh}. A
 * folder that has begun its UIDs anew is gone for whoever knows the old ones.
 */
public final class OpenFolder implements MessageSource {

    /** Of one message. */
    public static final int KEYWORDS_MAX = 500;

    private final String name;
    private final Access access;
    private final MailFolder folder;

    /** The UIDVALIDITY under which the UIDs of this session were learned. */
    private OptionalLong numbering = OptionalLong.empty();

    OpenFolder(String name, Access access, MailFolder folder) {
        this.name = name;
        this.access = access;
        this.folder = folder;
    }

    /** As the user opened it. */
    public String name() {
        return name;
    }

    /** RFC 8474 section 4. */
    public String mailboxId() {
        return folder.mailboxId();
    }

    /** This user's, as of the last call that asked. */
    public Rights rights() {
        return access.rights();
    }

    public boolean isOwn() {
        return access.isOwn();
    }

    // ---- what is there

    /** The newest state that this node knows; asks nobody if it knows one. */
    public FolderState known() throws MailException {
        try {
            return learned(folder.known());
        } catch (FolderGone gone) {
            throw gone(gone);
        }
    }

    /**
     * Asks what others did and what has arrived, unless this node asked less than {@code ageMax}
     * ago.
     */
    public FolderState refresh(Duration ageMax) throws MailException {
        access.check();
        try {
            return learned(folder.refresh(ageMax));
        } catch (FolderGone gone) {
            throw gone(gone);
        }
    }

    private FolderState learned(FolderState state) {
        if (numbering.isEmpty()) {
            numbering = OptionalLong.of(state.uidValidity());
        }
        return state;
    }

    private boolean isNumberedAsLearned(FolderState state) {
        return numbering.isEmpty() || numbering.getAsLong() == state.uidValidity();
    }

    @Override
    public Digest digest(Message message) throws MailException {
        try {
            return folder.digest(message);
        } catch (MessageGone gone) {
            throw gone(gone);
        }
    }

    @Override
    public KeptFields fields(Message message) throws MailException {
        try {
            return folder.fields(message);
        } catch (MessageGone gone) {
            throw gone(gone);
        }
    }

    @Override
    public InputStream read(Message message, long from) throws MailException {
        try {
            return folder.read(message, from);
        } catch (MessageGone gone) {
            throw gone(gone);
        }
    }

    /**
     * From now on {@code listener} is called whenever this node learns of a new state, until
     * closed: it must be quick, and may be called on any thread. Somebody must {@link #refresh} now
     * and then.
     */
    public Watch watch(Runnable listener) {
        return folder.watch(listener)::close;
    }

    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    // ---- changing flags, removing

    /**
     * @param state with the changes
     * @param modified those left alone because they changed after {@code unchangedSince}
     */
    public record Stored(FolderState state, NumberSet modified) {}

    /**
     * Changes flags (RFC 9051 section 6.4.6). Flags that this user may not change stay as they are;
     * refused only if none may be changed (RFC 4314 section 4).
     *
     * @param unchangedSince leave alone what has changed after this (RFC 7162 section 3.1.3)
     */
    public Outcome<Stored> store(
            NumberSet uids, Change.Mode mode, Flags flags, OptionalLong unchangedSince)
            throws MailException {
        access.check();
        FlagRights allowed = new FlagRights(access.rights());
        if (!allowed.allowsSome(mode, flags)) {
            return new Outcome.Refused<>(Refusal.NO_PERMISSION);
        }
        StoreDecision decision = new StoreDecision(uids, mode, flags, unchangedSince, allowed);
        FolderState state = change(decision);
        return decision.isTooMany()
                ? new Outcome.Refused<>(Refusal.TOO_MANY_KEYWORDS)
                : new Outcome.Done<>(new Stored(state, decision.modified()));
    }

    /**
     * Removes messages with {@code \Deleted}.
     *
     * @param uids only these (RFC 9051 section 6.4.9)
     * @return the state without them
     */
    public Outcome<FolderState> expunge(Optional<NumberSet> uids) throws MailException {
        access.check();
        if (!access.rights().has(Right.EXPUNGE)) {
            return new Outcome.Refused<>(Refusal.NO_PERMISSION);
        }
        return new Outcome.Done<>(
                change(newest -> {
                    NumberSet deleted = deleted(newest, uids);
                    return deleted.isEmpty() ? List.of() : List.of(new Change.Expunged(deleted));
                }));
    }

    private static NumberSet deleted(FolderState state, Optional<NumberSet> uids) {
        if (state.deleted() == 0) {
            return NumberSet.EMPTY;
        }
        NumberSet.Builder deleted = new NumberSet.Builder();
        for (Message message : state) {
            if (message.flags().has(Flags.System.DELETED)
                    && (uids.isEmpty() || uids.get().contains(message.uid()))) {
                deleted.add(message.uid());
            }
        }
        return deleted.build();
    }

    private FolderState change(MailFolder.Decision decision) throws MailException {
        try {
            FolderState changed =
                    folder.change(newest ->
                            isNumberedAsLearned(newest) ? decision.on(newest) : List.of());
            if (!isNumberedAsLearned(changed)) {
                throw renumbered();
            }
            return changed;
        } catch (FolderGone gone) {
            throw gone(gone);
        }
    }

    // ---- putting in

    /** Begins a message; needs INSERT, which {@link #append} asks for again. */
    public Upload upload() throws MailException {
        try {
            return new Upload(folder.upload());
        } catch (FolderGone gone) {
            throw gone(gone);
        }
    }

    /**
     * @param messages with their new UIDs, in the order they were given
     */
    public record Appended(long uidValidity, List<Message> messages) {
        public Appended {
            messages = List.copyOf(messages);
        }
    }

    /**
     * Adds messages, all or none, durably; {@code MAILBOX_FULL} is a {@code TemporaryFailure}.
     *
     * @param messages 1 or more
     */
    public Outcome<Appended> append(List<NewMessage> messages) throws MailException {
        Optional<Refusal> refusal = refusalToAppend(messages);
        if (refusal.isPresent()) {
            return new Outcome.Refused<>(refusal.get());
        }
        try {
            return appended(folder.add(messages.stream().map(this::addition).toList()));
        } catch (FolderGone gone) {
            throw gone(gone);
        }
    }

    private Optional<Refusal> refusalToAppend(List<NewMessage> messages) throws MailException {
        access.check();
        if (!access.rights().has(Right.INSERT)) {
            return Optional.of(Refusal.NO_PERMISSION);
        }
        return messages.stream()
                        .anyMatch(message -> message.flags().keywords().size() > KEYWORDS_MAX)
                ? Optional.of(Refusal.TOO_MANY_KEYWORDS)
                : Optional.empty();
    }

    private MailFolder.Addition addition(NewMessage message) {
        return new MailFolder.Addition(
                message.upload().inner(),
                new FlagRights(access.rights()).allowedOf(message.flags()),
                message.internalDate());
    }

    private Outcome<Appended> appended(List<Message> added) throws MailException {
        return new Outcome.Done<>(new Appended(known().uidValidity(), added));
    }

    /**
     * @param uidValidity of the target
     * @param sources UIDs here, ascending; messages that were gone are missing
     * @param copies the new messages, in the same order
     */
    public record Copied(long uidValidity, List<Long> sources, List<Message> copies) {
        public Copied {
            sources = List.copyOf(sources);
            copies = List.copyOf(copies);
        }
    }

    /**
     * Copies messages, all or none, with those flags that this user may set there; {@code
     * MAILBOX_FULL} is a {@code TemporaryFailure}. Refused as NO_SUCH_FOLDER if the target has
     * gone.
     */
    public Outcome<Copied> copy(
            NumberSet uids, OpenFolder target, Progress<RuntimeException> progress)
            throws MailException {
        return transfer(uids, target, false, progress);
    }

    /** As {@link #copy}, and then removes here what was copied (RFC 6851 section 3). */
    public Outcome<Copied> move(
            NumberSet uids, OpenFolder target, Progress<RuntimeException> progress)
            throws MailException {
        access.check();
        // RFC 6851 section 4.1
        return access.rights().has(Right.DELETE_MESSAGES) && access.rights().has(Right.EXPUNGE)
                ? transfer(uids, target, true, progress)
                : new Outcome.Refused<>(Refusal.NO_PERMISSION);
    }

    private Outcome<Copied> transfer(
            NumberSet uids, OpenFolder target, boolean isMove, Progress<RuntimeException> progress)
            throws MailException {
        access.check();
        target.access.ask();
        Optional<Refusal> refusal = Place.refusal(target.access.rights(), Right.INSERT);
        if (refusal.isPresent()) {
            return new Outcome.Refused<>(refusal.get());
        }
        if (!isNumberedAsLearned(known())) {
            throw renumbered();
        }
        try {
            MailFolder.Copied copied =
                    isMove
                            ? folder.move(uids, target.folder, progress::at)
                            : folder.copy(uids, target.folder, progress::at);
            target.dropForbiddenFlags(copied.copies());
            return new Outcome.Done<>(
                    new Copied(copied.uidValidity(), copied.sources(), copied.copies()));
        } catch (FolderGone gone) {
            if (isThere()) {
                return new Outcome.Refused<>(Refusal.NO_SUCH_FOLDER);
            }
            throw gone(gone);
        }
    }

    /** RFC 4314 section 4: copies do not get flags that this user could not set. */
    private void dropForbiddenFlags(List<Message> copies) throws MailException {
        FlagRights allowed = new FlagRights(access.rights());
        List<Change> changes = new ArrayList<>();
        for (Message copy : copies) {
            Flags forbidden = copy.flags().minus(allowed.allowedOf(copy.flags()));
            if (!forbidden.isEmpty()) {
                changes.add(
                        new Change.Flagged(
                                NumberSet.of(copy.uid()), Change.Mode.REMOVE, forbidden));
            }
        }
        if (!changes.isEmpty()) {
            change(_ -> changes);
        }
    }

    /**
     * Puts a message in another's place (RFC 8508 section 3). Where both are in one folder that is
     * one step. Otherwise it is appended to {@code target} first and the old one removed here then:
     * who stops in between leaves both.
     *
     * @param uid refused as MESSAGES_GONE if it is not there (any more)
     */
    public Outcome<Appended> replace(long uid, NewMessage message, OpenFolder target)
            throws MailException {
        access.check();
        if (!access.rights().has(Right.DELETE_MESSAGES) || !access.rights().has(Right.EXPUNGE)) {
            return new Outcome.Refused<>(Refusal.NO_PERMISSION);
        }
        Optional<Message> old = known().byUid(uid);
        if (old.isEmpty()) {
            return new Outcome.Refused<>(Refusal.MESSAGES_GONE);
        }
        if (access.isToSame(target.access)) {
            return target.replace(uid, message);
        }
        Outcome<Appended> appended = target.append(List.of(message));
        if (appended instanceof Outcome.Done<Appended>) {
            String key = old.get().key();
            change(newest ->
                    newest.byUid(uid).filter(its -> its.key().equals(key)).isPresent()
                            ? List.of(new Change.Expunged(NumberSet.of(uid)))
                            : List.of());
        }
        return appended;
    }

    private Outcome<Appended> replace(long uid, NewMessage message) throws MailException {
        Optional<Refusal> refusal = refusalToAppend(List.of(message));
        if (refusal.isPresent()) {
            return new Outcome.Refused<>(refusal.get());
        }
        try {
            Optional<Message> added = folder.replace(uid, addition(message));
            return added.isPresent()
                    ? appended(List.of(added.get()))
                    : new Outcome.Refused<>(Refusal.MESSAGES_GONE);
        } catch (FolderGone gone) {
            throw gone(gone);
        }
    }

    // ----

    private boolean isThere() throws MailException {
        try {
            folder.refresh(Duration.ZERO);
            return true;
        } catch (FolderGone _) {
            return false;
        }
    }

    private static PermanentFailure gone(MessageGone cause) {
        return new PermanentFailure(
                Reason.MESSAGE_GONE, "this message has been removed meanwhile", cause);
    }

    /** Its log was lost and made anew; the same UID may be another message now. */
    private static PermanentFailure renumbered() {
        return new PermanentFailure(Reason.FOLDER_GONE, "the folder begins its UIDs anew");
    }

    private static PermanentFailure gone(FolderGone cause) {
        return new PermanentFailure(Reason.FOLDER_GONE, "this folder has been deleted", cause);
    }
}
