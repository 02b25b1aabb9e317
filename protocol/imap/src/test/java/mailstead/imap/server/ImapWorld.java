package mailstead.imap.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.service.mailbox.Mailboxes;
import mailstead.service.mailbox.QuotaOffice;
import mailstead.spi.Account;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Quota;
import mailstead.testkit.FakeClock;
import mailstead.testkit.InMemoryDirectory;
import mailstead.testkit.InMemoryMailFolders;
import mailstead.testkit.RecordingSink;
import mailstead.testkit.transcript.Directives;
import mailstead.testkit.transcript.MemoryStage;
import mailstead.testkit.transcript.Transcripts;
import mailstead.wire.sasl.Mechanisms;

/**
 * Two IMAP nodes around fakes, with the accounts tevie (password milk), golde (password "two
 * words", 20 KiB and five messages at most) and lazar (password butcher, an administrator of
 * quotas), and directives: {@code @mail tevie TEXT} delivers a message ({@code |} ends a line),
 * {@code @mail tevie:Sent TEXT} into a folder, {@code @lose tevie INBOX 3} takes the file of a UID
 * away, {@code @node b} serves later connections from the other node, {@code @fault
 * store|directory|reading|slow|bug down|up}, {@code @refuse REASON}, {@code @setting NAME [VALUE]}, {@code
 * @happened EVENT}.
 */
final class ImapWorld implements Transcripts.World {

    final FakeClock clock = new FakeClock();
    final InMemoryMailFolders.Server server = new InMemoryMailFolders.Server(clock);
    final InMemoryDirectory directory = InMemoryDirectory.serving("cluster.example");
    final FakeAccounts accounts = new FakeAccounts();
    final RecordingSink events = new RecordingSink();
    ImapSettings settings = ImapSettings.DEFAULT.withPasswordNeedsTls(false);

    /** By name, made when the first client comes, so that settings can change before. */
    private final Map<String, ImapServer> nodes = new HashMap<>();

    private String node = "a";
    private final Map<String, FaultyFolders> faulty = new HashMap<>();
    private final MemoryStage stage = new MemoryStage(this::imap, clock);

    ImapWorld() {
        accounts.add(directory.addUser("tevie", List.of(), "tevie@cluster.example"), "milk");
        accounts.add(
                limited(directory.addUser("golde", List.of(), "golde@cluster.example")),
                "two words");
        accounts.add(directory.addUser("lazar", List.of(), "lazar@cluster.example"), "butcher");
    }

    /** So much and no more. */
    private Account limited(Account account) {
        Account limited =
                new Account(
                        account.login(),
                        account.customerId(),
                        account.addresses(),
                        account.verifiers(),
                        account.home(),
                        account.owner(),
                        new Quota(OptionalLong.of(20_480), OptionalLong.of(5)),
                        account.services(),
                        account.status(),
                        account.standing(),
                        account.attributes());
        try {
            directory.setAccount(limited);
        } catch (MailException | Conflict impossible) {
            throw new IllegalStateException(impossible);
        }
        return limited;
    }

    ImapServer imap() {
        FaultyFolders folders = store(node);
        return nodes.computeIfAbsent(
                node,
                _ ->
                        new ImapServer(
                                settings,
                                accounts,
                                new Mailboxes(
                                        folders,
                                        directory,
                                        new QuotaOffice(
                                                Set.of("lazar"),
                                                (login, quota) ->
                                                        directory.setQuota(login, quota))),
                                clock,
                                events));
    }

    /** What a node keeps its folders in. */
    FaultyFolders store(String name) {
        return faulty.computeIfAbsent(
                name, _ -> new FaultyFolders(new InMemoryMailFolders(server)));
    }

    @Override
    public MemoryStage stage() {
        return stage;
    }

    @Override
    public Directives directives() {
        return Directives.standard()
                .with("mail", (_, text) -> mail(text))
                .with("lose", (_, text) -> lose(text.split(" ", -1)))
                .with("node", (_, text) -> node = text)
                .with("fault", (_, text) -> fault(text.split(" ", -1)))
                .with("refuse", (_, text) -> accounts.refuse(Reason.valueOf(text)))
                .with("setting", (_, text) -> set(text.split(" ", -1)))
                .withInMemory("happened", (_, text) -> happened(text));
    }

    private void mail(String text) {
        String[] words = text.split(" ", 2);
        String[] place = words[0].split(":", 2);
        byte[] octets = words[1].replace("|", "\r\n").getBytes(StandardCharsets.UTF_8);
        server.deliver(place[0], place.length > 1 ? place[1] : "INBOX", octets);
    }

    private void lose(String[] words) {
        server.lose(words[0], words[1], Long.parseLong(words[2]));
    }

    private void fault(String[] words) {
        boolean down = words[1].equals("down");
        switch (words[0]) {
            case "store" -> server.down(down);
            case "directory" -> accounts.setDown(down);
            case "reading" -> store(node).breakAfter(down ? 70_000 : Long.MAX_VALUE);
            case "bug" -> store(node).misbehave(down);
            case "slow" ->
                    store(node)
                            .takeTime(down ? () -> clock.advance(Duration.ofSeconds(6)) : () -> {});
            default -> throw new IllegalArgumentException("unknown fault " + words[0]);
        }
    }

    private void set(String[] words) {
        switch (words[0]) {
            case "tokens" ->
                    settings =
                            settings.withMechanisms(
                                    new Mechanisms(Mechanisms.ALL.enabled(), false));
            case "tls-required" -> settings = settings.withPasswordNeedsTls(true);
            case "message-octets" -> with(OptionalLong.of(Long.parseLong(words[1])), true, true);
            case "no-compression" -> with(settings.messageOctetsMax(), false, true);
            case "strict" -> with(settings.messageOctetsMax(), true, false);
            default -> throw new IllegalArgumentException("unknown setting " + words[0]);
        }
    }

    private void with(OptionalLong messageOctetsMax, boolean compression, boolean lenient) {
        settings =
                new ImapSettings(
                        settings.greeting(),
                        settings.mechanisms(),
                        settings.passwordNeedsTls(),
                        settings.idleMax(),
                        settings.stallMax(),
                        settings.logInWithin(),
                        settings.newsWithin(),
                        settings.keepAliveEvery(),
                        settings.badCommandsMax(),
                        settings.failedLoginsMax(),
                        messageOctetsMax,
                        compression,
                        lenient ? settings.leniencies() : Set.of(),
                        lenient);
    }

    /** The start of an event's text. */
    private void happened(String text) {
        assertThat(events.events())
                .anySatisfy(event -> assertThat(event.toString()).startsWith(text));
    }
}
