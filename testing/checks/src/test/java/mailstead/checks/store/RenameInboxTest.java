package mailstead.checks.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.mail.MailException;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.Right;
import mailstead.service.mailbox.OpenFolder;
import mailstead.service.mailbox.Outcome;
import mailstead.service.mailbox.Refusal;
import mailstead.service.mailbox.UserMailboxes;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.FaultyFileSystem.Call;
import mailstead.testkit.fs.FaultyFileSystem.Fault;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Renaming INBOX moves all of its messages (RFC 9051 section 6.3.6). Every file call of it fails,
 * or happens and fails, or is the last before the node dies or the power is cut. No message is lost
 * then; and who asks again has them all in the new folder, each of them once.
 */
class RenameInboxTest {

    private static final int CALLS_MAX = 1_000;
    private static final int MESSAGES = 3;
    private static final String NOTE = "/private/comment";

    enum Kind {
        FAILS,
        HAPPENS_AND_FAILS,
        FAILS_FROM_THERE_ON,
        DIES,
        POWER_CUT
    }

    private record At(int number, Kind kind) implements Fault {

        @Override
        public void before(Call call) throws IOException {
            boolean isAway = kind != Kind.FAILS && kind != Kind.HAPPENS_AND_FAILS;
            boolean isHit = call.number() == number && kind != Kind.HAPPENS_AND_FAILS;
            if (isHit || isAway && call.number() > number) {
                throw new FileFailure(call.name(), call.path(), Errno.EIO);
            }
        }

        @Override
        public void after(Call call) throws IOException {
            if (call.number() == number && kind == Kind.HAPPENS_AND_FAILS) {
                throw new FileFailure(call.name(), call.path(), Errno.EIO);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyCall(Kind kind) throws Exception {
        int number = 1;
        boolean isReached = true;
        while (isReached) {
            assertThat(number).isLessThan(CALLS_MAX);
            isReached = oneLife(new At(number, kind));
            number++;
        }
        assertThat(number).isGreaterThan(50);
    }

    private static boolean oneLife(At fault) throws Exception {
        MemoryFileSystem disk = new MemoryFileSystem();
        StoreNode.initialise(disk);
        FaultyFileSystem files = new FaultyFileSystem(disk);
        Map<String, String> identities;
        boolean isDone;
        try (StoreNode node = new StoreNode(files)) {
            for (int i = 0; i < MESSAGES; i++) {
                node.deliver("Subject: " + i + "\r\n\r\nbody\r\n");
            }
            UserMailboxes mailboxes = node.mailboxes();
            assertThat(mailboxes.annotate(Optional.of("INBOX"), note())).isEmpty();
            identities = identities(mailboxes, "INBOX");
            node.awaitRest();
            files.set(fault);
            isDone = isRenamed(mailboxes);
            node.awaitRest();
        }
        boolean isReached = files.calls().size() >= fault.number;
        files.set(Fault.NONE);
        if (fault.kind == Kind.POWER_CUT) {
            disk.crash(false);
        }
        try (StoreNode node = new StoreNode(files)) {
            check(node.mailboxes(), isDone, identities);
        } catch (AssertionError e) {
            throw new AssertionError(fault + ", acknowledged " + isDone, e);
        }
        return isReached;
    }

    private static Map<String, Optional<byte[]>> note() {
        return Map.of(NOTE, Optional.of("kept".getBytes(StandardCharsets.US_ASCII)));
    }

    private static boolean isRenamed(UserMailboxes mailboxes) throws MailException {
        try {
            assertThat(mailboxes.rename("INBOX", "Old")).isEmpty();
            return true;
        } catch (MailException _) {
            return false;
        }
    }

    private static void check(
            UserMailboxes mailboxes, boolean isDone, Map<String, String> identities)
            throws Exception {
        if (!isDone) {
            Map<String, String> anywhere = new TreeMap<>(identities(mailboxes, "INBOX"));
            anywhere.putAll(identities(mailboxes, "Old"));
            assertThat(anywhere).as("none is lost").isEqualTo(identities);
            assertThat(mailboxes.rename("INBOX", "Old"))
                    .as("again")
                    .isIn(Optional.empty(), Optional.of(Refusal.ALREADY_EXISTS));
        }
        assertThat(identities(mailboxes, "INBOX")).isEmpty();
        assertThat(subjects(mailboxes, "Old")).containsExactly("0", "1", "2");
        assertThat(identities(mailboxes, "Old")).isEqualTo(identities);
        Outcome<?> notes = mailboxes.annotations(Optional.of("Old"));
        assertThat(notes.toString()).contains(NOTE).doesNotContain("taking");
        assertThat(mailboxes.rename("INBOX", "Old"))
                .as("a third time")
                .contains(Refusal.ALREADY_EXISTS);
    }

    private static Optional<OpenFolder> open(UserMailboxes mailboxes, String name)
            throws MailException {
        return mailboxes.open(name, Right.READ) instanceof Outcome.Done<OpenFolder>(var folder)
                ? Optional.of(folder)
                : Optional.empty();
    }

    /** EMAILIDs by subject. */
    private static Map<String, String> identities(UserMailboxes mailboxes, String name)
            throws Exception {
        Map<String, String> identities = new TreeMap<>();
        Optional<OpenFolder> folder = open(mailboxes, name);
        if (folder.isPresent()) {
            for (Message message : folder.get().refresh(Duration.ZERO)) {
                identities.put(subject(folder.get(), message), message.emailId());
            }
        }
        return identities;
    }

    private static List<String> subjects(UserMailboxes mailboxes, String name) throws Exception {
        OpenFolder folder = open(mailboxes, name).orElseThrow();
        List<String> subjects = new ArrayList<>();
        for (Message message : folder.refresh(Duration.ZERO)) {
            subjects.add(subject(folder, message));
        }
        subjects.sort(String::compareTo);
        return subjects;
    }

    private static String subject(OpenFolder folder, Message message) throws Exception {
        try (InputStream in = folder.read(message, 0)) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return text.substring("Subject: ".length(), text.indexOf('\r'));
        }
    }
}
