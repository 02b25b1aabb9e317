package mailstead.service.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
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
import mailstead.mail.folder.Right;
import mailstead.mail.folder.Rights;
import mailstead.service.account.Login;
import mailstead.spi.Account;
import mailstead.spi.Home;
import mailstead.spi.MailFolders;
import mailstead.spi.MailService;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.spi.Volume;
import mailstead.testkit.FakeClock;
import mailstead.testkit.InMemoryDirectory;
import mailstead.testkit.InMemoryMailFolders;

/** Three users, one node, and short words for what tests do with them. */
final class World {

    /** Where only {@code golde} lives. */
    static final String GOLDES_VOLUME = "mail2";

    final FakeClock clock = new FakeClock();
    final InMemoryDirectory directory = InMemoryDirectory.serving("cluster.example");
    final InMemoryMailFolders.Server server = new InMemoryMailFolders.Server(clock);
    final MailFolders folders = new InMemoryMailFolders(server);
    final Mailboxes mailboxes = new Mailboxes(folders, directory);

    World() throws Exception {
        directory.addVolume(new Volume(GOLDES_VOLUME, "/mail2", "marker-mail2", 100));
        add("tevie", InMemoryDirectory.VOLUME, Quota.NONE);
        add("golde", GOLDES_VOLUME, Quota.NONE);
        add("lazar/wolf", InMemoryDirectory.VOLUME, Quota.NONE);
    }

    void add(String login, String volume, Quota quota) throws Exception {
        directory.addAccount(
                new Account(
                        login,
                        InMemoryDirectory.CUSTOMER,
                        List.of(),
                        List.of(),
                        new Home(volume, "00/00/" + login.replace('/', '_')),
                        Optional.empty(),
                        quota,
                        Set.of(MailService.IMAP),
                        Status.ACTIVE,
                        Status.ACTIVE,
                        Map.of()));
    }

    UserMailboxes user(String login) {
        try {
            return mailboxes.open(new Login(directory.account(login).orElseThrow()));
        } catch (MailException e) {
            throw new IllegalStateException(e);
        }
    }

    void deliver(String login, String text) {
        server.deliver(login, text.getBytes(UTF_8));
    }

    OpenFolder open(String login, String name) throws MailException {
        return done(user(login).open(name, Right.READ));
    }

    void share(String owner, String name, String with, String letters) throws MailException {
        Optional<Refusal> refusal =
                user(owner).grant(name, with, Change.Mode.REPLACE, rights(letters));
        if (refusal.isPresent()) {
            throw new AssertionError(refusal.get());
        }
    }

    static Rights rights(String letters) {
        return Rights.parse(letters).orElseThrow();
    }

    static NewMessage message(OpenFolder folder, String text, Flags flags) throws MailException {
        Upload upload = folder.upload();
        byte[] octets = text.getBytes(UTF_8);
        upload.write(octets, 0, octets.length);
        return new NewMessage(upload, flags, Optional.empty());
    }

    static void append(OpenFolder folder, String text, Flags flags) throws MailException {
        done(folder.append(List.of(message(folder, text, flags))));
    }

    /** {@code 1 \Seen} and so on. */
    static List<String> flags(OpenFolder folder) throws MailException {
        List<String> lines = new ArrayList<>();
        for (Message message : folder.refresh(Duration.ZERO)) {
            lines.add((message.uid() + " " + message.flags()).strip());
        }
        return lines;
    }

    static FolderState state(OpenFolder folder) throws MailException {
        return folder.refresh(Duration.ZERO);
    }

    static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(Refusal why) -> throw new AssertionError("refused: " + why);
        };
    }

    static Optional<Refusal> refusal(Outcome<?> outcome) {
        return outcome instanceof Outcome.Refused<?>(Refusal why)
                ? Optional.of(why)
                : Optional.empty();
    }
}
