package mailstead.checks.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import mailstead.fs.FileSystem;
import mailstead.fs.VolumeThreads;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.TreeRequest;
import mailstead.maildir.MaildirStore;
import mailstead.maildir.Volumes;
import mailstead.spi.Account;
import mailstead.spi.AccountFolders;
import mailstead.spi.FolderGone;
import mailstead.spi.Home;
import mailstead.spi.MailFolder;
import mailstead.spi.MailStore;
import mailstead.spi.MessageGone;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.spi.Volume;
import mailstead.testkit.contract.MailStoreContract;

/**
 * A host that serves one account: the production store over one client's files, without threads of
 * its own. Its clock stands still. Messages are known by a word, from which their content follows.
 * Confined to its actor.
 */
final class MailHost {

    static final String VOLUME = "/v";

    static final String MARKER = "id-1";

    /** In the volume. */
    static final String HOME = "tevie";

    private static final Account ACCOUNT =
            new Account(
                    "tevie",
                    "customer-1",
                    List.of(),
                    List.of(),
                    new Home("v", HOME),
                    Optional.empty(),
                    Quota.NONE,
                    Set.of(),
                    Status.ACTIVE,
                    Status.ACTIVE,
                    Map.of());

    /** The circuit never opens: what ails a call is the schedule's business. */
    private static final VolumeThreads.Limits LIMITS =
            new VolumeThreads.Limits(
                    0, 1, Duration.ofMinutes(10), Integer.MAX_VALUE, Duration.ofDays(1));

    private static final String BEGIN = "Subject: ";
    private static final String END = "\r\n\r\nwhole\r\n";

    private final Volumes volumes;
    private final MaildirStore store;
    private final AccountFolders folders;

    /**
     * @param name of the host; what it draws at random follows from it
     */
    MailHost(FileSystem files, String name, EventSink events) {
        List<Volume> entries = List.of(new Volume("v", VOLUME, MARKER, 1));
        volumes = new Volumes(() -> entries, files, LIMITS, () -> 0);
        store =
                new MaildirStore(
                        volumes,
                        name,
                        InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000)),
                        () -> 0,
                        new SplittableRandom(name.hashCode()),
                        events);
        try {
            folders = store.folders().of(ACCOUNT);
        } catch (MailException e) {
            throw new IllegalStateException("the volume is known", e);
        }
    }

    /** Where nobody has waited for anybody there is nothing to close. */
    void close() {
        volumes.close();
    }

    void deliver(String word) throws MailException {
        MailStore.Result result =
                store.deliver(
                                List.of(new MailStore.Drop(ACCOUNT, new byte[0])),
                                MailStoreContract.content(content(word)),
                                MailStore.Mode.ALL)
                        .getFirst();
        if (result instanceof MailStore.Result.Failed(MailException why)) {
            throw why;
        }
        assertThat(result).isInstanceOf(MailStore.Result.Stored.class);
    }

    FolderTree tree() throws MailException {
        return folders.tree();
    }

    AccountFolders.Outcome request(TreeRequest request) throws MailException {
        return folders.request(request);
    }

    MailFolder folder(String mailboxId) throws MailException, FolderGone {
        return folders.folder(mailboxId);
    }

    /** The newest state of the server, as after SELECT. */
    FolderState look(String mailboxId) throws MailException, FolderGone {
        return folder(mailboxId).refresh(Duration.ZERO);
    }

    Message append(String mailboxId, String word, Flags flags) throws MailException, FolderGone {
        MailFolder folder = folder(mailboxId);
        byte[] octets = content(word);
        MailFolder.Upload upload = folder.upload();
        upload.write(octets, 0, octets.length);
        return folder.add(List.of(new MailFolder.Addition(upload, flags, Optional.empty())))
                .getFirst();
    }

    /** The word of a message whose content must be whole. */
    String read(String mailboxId, Message message)
            throws MailException, FolderGone, MessageGone, IOException {
        try (InputStream in = folder(mailboxId).read(message, 0)) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(text).as("the content of %s", message).startsWith(BEGIN).endsWith(END);
            return text.substring(BEGIN.length(), text.length() - END.length());
        }
    }

    /** Names say what is known of flags, as when a folder's last session leaves. */
    void tidy(String mailboxId) throws MailException, FolderGone {
        folder(mailboxId).watch(() -> {}).close();
    }

    private static byte[] content(String word) {
        return (BEGIN + word + END).getBytes(StandardCharsets.US_ASCII);
    }

    static List<Message> messages(FolderState state) {
        List<Message> all = new ArrayList<>();
        state.forEach(all::add);
        return all;
    }
}
