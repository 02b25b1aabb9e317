package mailstead.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import mailstead.mail.Content;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.spi.Account;
import mailstead.spi.Home;
import mailstead.spi.MailStore;
import mailstead.spi.Maildrop;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import org.junit.jupiter.api.Test;

/** What every {@link MailStore} does. */
public abstract class MailStoreContract {

    private static final byte[] NO_PREFIX = {};

    /** A store with no mailbox used yet, the same one during a test. */
    protected abstract MailStore store();

    /** The volume where new accounts of these tests lie. */
    protected String volume() {
        return "v1";
    }

    @Test
    void aMailboxNotYetUsedIsEmpty() throws Exception {
        assertThat(store().open(account("tevie")).entries()).isEmpty();
    }

    @Test
    void whatWentInComesOutOctetForOctet() throws Exception {
        Account account = account("tevie");
        List<byte[]> messages = new ArrayList<>();
        for (String text :
                List.of(
                        "",
                        "a",
                        "a\r\n",
                        "\r\n",
                        "a\r\nb\r\n",
                        "a\nb\r\n",
                        "a\r",
                        "\r\r\n",
                        "\n",
                        "x\r\n\r\n.\r\n")) {
            messages.add(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        Random random = new Random(1);
        for (int size : List.of(1000, 65_535, 65_536, 65_537, 262_144, 600_001)) {
            messages.add(octets(random, size, "\r\n\0ab"));
            messages.add("0123456789\r\n".repeat(size / 12).getBytes(StandardCharsets.US_ASCII));
        }
        for (byte[] message : messages) {
            Maildrop before = store().open(account);
            assertStored(deliver(MailStore.Mode.ALL, message, account));
            Maildrop drop = store().open(account);
            Set<String> old = uids(before);
            Maildrop.Entry added =
                    drop.entries().stream()
                            .filter(entry -> !old.contains(entry.uid()))
                            .findAny()
                            .orElseThrow();
            assertThat(added.octets()).isEqualTo(message.length);
            Content content = drop.read(added);
            assertThat(content.size()).isEqualTo(message.length);
            assertThat(bytes(content)).isEqualTo(message);
            assertThat(bytes(content)).as("read again").isEqualTo(message);
        }
        assertThat(store().open(account).entries()).hasSize(messages.size());
    }

    @Test
    void thePrefixStandsBeforeTheContent() throws Exception {
        Account one = account("one");
        Account two = account("two");
        List<MailStore.Drop> drops =
                List.of(
                        new MailStore.Drop(one, ascii("A: 1\r\n")),
                        new MailStore.Drop(two, ascii("B: 22\r\n")));
        assertStored(store().deliver(drops, content(ascii("\r\nbody\r\n")), MailStore.Mode.ALL));
        assertThat(only(one)).isEqualTo(ascii("A: 1\r\n\r\nbody\r\n"));
        assertThat(only(two)).isEqualTo(ascii("B: 22\r\n\r\nbody\r\n"));
    }

    @Test
    void uniqueIdsAreValidStableAndNeverGivenTwice() throws Exception {
        Account account = account("tevie");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            assertStored(deliver(MailStore.Mode.EACH, ascii("same\r\n"), account));
            Maildrop drop = store().open(account);
            assertThat(uids(drop)).isEqualTo(uids(store().open(account)));
            seen.addAll(uids(drop));
            if (i % 3 == 0) {
                drop.remove(drop.entries());
            }
        }
        assertThat(seen).hasSize(20).allMatch(uid -> uid.matches("[!-~]{1,70}"));
    }

    @Test
    void removalHappensOnceAndOthersSeeIt() throws Exception {
        Account account = account("tevie");
        deliver(MailStore.Mode.ALL, ascii("1\r\n"), account);
        deliver(MailStore.Mode.ALL, ascii("2\r\n"), account);
        Maildrop one = store().open(account);
        Maildrop other = store().open(account);
        Maildrop.Entry first = one.entries().getFirst();
        one.remove(List.of(first));
        other.remove(List.of(other.entries().getFirst()));
        assertThatThrownBy(() -> other.read(other.entries().getFirst()))
                .isInstanceOf(Maildrop.Gone.class);
        assertThat(other.entries()).as("fixed").hasSize(2);
        assertThat(store().open(account).entries()).containsExactly(one.entries().get(1));
    }

    @Test
    void anOpenedStreamOutlivesRemoval() throws Exception {
        Account account = account("tevie");
        byte[] message = "0123456789\r\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        deliver(MailStore.Mode.ALL, message, account);
        Maildrop drop = store().open(account);
        try (InputStream in = drop.read(drop.entries().getFirst()).open()) {
            byte[] start = in.readNBytes(10);
            store().open(account).remove(drop.entries());
            byte[] rest = in.readAllBytes();
            assertThat(start.length + rest.length).isEqualTo(message.length);
        }
    }

    @Test
    void manyRecipientsGetOneCopyEach() throws Exception {
        List<Account> accounts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            accounts.add(account("u" + i));
        }
        for (MailStore.Mode mode : MailStore.Mode.values()) {
            assertStored(deliver(mode, ascii("hello\r\n"), accounts.toArray(Account[]::new)));
        }
        byte[] big = "0123456789\r\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        assertStored(deliver(MailStore.Mode.ALL, big, accounts.toArray(Account[]::new)));
        for (Account account : accounts) {
            assertThat(store().open(account).entries()).hasSize(3);
        }
    }

    @Test
    void oneFailureWithdrawsAllOrOnlyItself() throws Exception {
        Account good = account("good");
        Account full = account("full", new Quota(OptionalLong.of(10), OptionalLong.empty()));
        byte[] message = ascii("longer than ten octets\r\n");
        List<MailStore.Result> all = deliver(MailStore.Mode.ALL, message, good, full);
        assertThat(all.get(0)).isInstanceOf(MailStore.Result.Withdrawn.class);
        assertThat(reason(all.get(1))).isEqualTo(Reason.MAILBOX_FULL);
        assertThat(store().open(good).entries()).isEmpty();
        List<MailStore.Result> each = deliver(MailStore.Mode.EACH, message, good, full);
        assertThat(each.get(0)).isInstanceOf(MailStore.Result.Stored.class);
        assertThat(reason(each.get(1))).isEqualTo(Reason.MAILBOX_FULL);
        assertThat(store().open(good).entries()).hasSize(1);
    }

    @Test
    void theQuotaCountsMessagesAndRemovalMakesRoom() throws Exception {
        Account account = account("tevie", new Quota(OptionalLong.empty(), OptionalLong.of(2)));
        store().checkRoom(account, 5);
        assertStored(deliver(MailStore.Mode.ALL, ascii("1\r\n"), account));
        assertStored(deliver(MailStore.Mode.ALL, ascii("2\r\n"), account));
        assertThat(reason(deliver(MailStore.Mode.ALL, ascii("3\r\n"), account).getFirst()))
                .isEqualTo(Reason.MAILBOX_FULL);
        assertThatThrownBy(() -> store().checkRoom(account, 5))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.MAILBOX_FULL));
        Maildrop drop = store().open(account);
        drop.remove(List.of(drop.entries().getFirst()));
        store().checkRoom(account, 5);
        assertStored(deliver(MailStore.Mode.ALL, ascii("3\r\n"), account));
    }

    protected final Account account(String login) {
        return account(login, Quota.NONE);
    }

    protected final Account account(String login, Quota quota) {
        return new Account(
                login,
                "customer-1",
                List.of(),
                List.of(),
                new Home(volume(), "12/34/" + login),
                Optional.empty(),
                quota,
                Set.of(),
                Status.ACTIVE,
                Status.ACTIVE,
                Map.of());
    }

    protected final List<MailStore.Result> deliver(
            MailStore.Mode mode, byte[] message, Account... accounts) {
        List<MailStore.Drop> drops = new ArrayList<>();
        for (Account account : accounts) {
            drops.add(new MailStore.Drop(account, NO_PREFIX));
        }
        return store().deliver(drops, content(message), mode);
    }

    /** The one message of a mailbox. */
    protected final byte[] only(Account account) throws Exception {
        Maildrop drop = store().open(account);
        assertThat(drop.entries()).hasSize(1);
        return bytes(drop.read(drop.entries().getFirst()));
    }

    public static Content content(byte[] octets) {
        return new Content() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(octets);
            }
        };
    }

    protected static byte[] bytes(Content content) throws IOException {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        }
    }

    protected static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    protected static void assertStored(List<MailStore.Result> results) {
        assertThat(results).isNotEmpty().allMatch(MailStore.Result.Stored.class::isInstance);
    }

    protected static Reason reason(MailStore.Result result) {
        assertThat(result).isInstanceOf(MailStore.Result.Failed.class);
        return ((MailStore.Result.Failed) result).why().reason();
    }

    private static Set<String> uids(Maildrop drop) {
        Set<String> uids = new HashSet<>();
        drop.entries().forEach(entry -> uids.add(entry.uid()));
        return uids;
    }

    private static byte[] octets(Random random, int size, String alphabet) {
        byte[] octets = new byte[size];
        for (int i = 0; i < size; i++) {
            octets[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
        }
        return octets;
    }
}
