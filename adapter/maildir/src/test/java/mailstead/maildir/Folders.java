package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.MailException;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.TreeRequest;
import mailstead.spi.Account;
import mailstead.spi.AccountFolders;
import mailstead.spi.FolderGone;
import mailstead.spi.Home;
import mailstead.spi.MailFolder;
import mailstead.spi.MailStore;
import mailstead.spi.MessageGone;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.testkit.contract.MailStoreContract;

/** Words for tests of folders. */
final class Folders {

    static final Account ACCOUNT = account("tevie");

    private Folders() {}

    static Account account(String login) {
        return new Account(
                login,
                "customer-1",
                List.of(),
                List.of(),
                new Home("v1", "12/34/" + login),
                Optional.empty(),
                Quota.NONE,
                Set.of(),
                Status.ACTIVE,
                Status.ACTIVE,
                Map.of());
    }

    static MailFolder open(MaildirStore store, String name) throws MailException, FolderGone {
        AccountFolders folders = store.folders().of(ACCOUNT);
        return folders.folder(folders.tree().folder(name).orElseThrow(FolderGone::new).mailboxId());
    }

    static void create(MaildirStore store, String name) throws MailException {
        assertThat(store.folders().of(ACCOUNT).request(new TreeRequest.Create(name, Set.of())))
                .isInstanceOf(AccountFolders.Outcome.Done.class);
    }

    static byte[] message(int number) {
        return ("Subject: " + number + "\r\n\r\nbody\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    static void deliver(MaildirStore store, byte[] octets) {
        assertThat(
                        store.deliver(
                                        List.of(new MailStore.Drop(ACCOUNT, new byte[0])),
                                        MailStoreContract.content(octets),
                                        MailStore.Mode.ALL)
                                .getFirst())
                .isInstanceOf(MailStore.Result.Stored.class);
    }

    static FolderState flag(MailFolder folder, NumberSet uids, Flags flags)
            throws MailException, FolderGone {
        return folder.change(_ -> List.of(new Change.Flagged(uids, Change.Mode.ADD, flags)));
    }

    static FolderState expunge(MailFolder folder, NumberSet uids) throws MailException, FolderGone {
        return folder.change(_ -> List.of(new Change.Expunged(uids)));
    }

    static Message add(MailFolder folder, byte[] octets, Flags flags)
            throws MailException, FolderGone {
        MailFolder.Upload upload = folder.upload();
        upload.write(octets, 0, octets.length);
        Optional<Instant> date = Optional.of(Instant.ofEpochSecond(1_000_000_000));
        return folder.add(List.of(new MailFolder.Addition(upload, flags, date))).getFirst();
    }

    static Optional<Message> replace(MailFolder folder, long uid, byte[] octets, Flags flags)
            throws MailException, FolderGone {
        MailFolder.Upload upload = folder.upload();
        upload.write(octets, 0, octets.length);
        return folder.replace(uid, new MailFolder.Addition(upload, flags, Optional.empty()));
    }

    static byte[] read(MailFolder folder, Message message)
            throws MailException, MessageGone, IOException {
        try (InputStream in = folder.read(message, 0)) {
            return in.readAllBytes();
        }
    }

    static List<Message> messages(FolderState state) {
        List<Message> all = new ArrayList<>();
        state.forEach(all::add);
        return all;
    }
}
