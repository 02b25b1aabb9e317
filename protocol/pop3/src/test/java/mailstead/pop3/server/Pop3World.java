package mailstead.pop3.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import mailstead.mail.Reason;
import mailstead.service.mailbox.Maildrops;
import mailstead.testkit.FakeClock;
import mailstead.testkit.InMemoryDirectory;
import mailstead.testkit.InMemoryMailStore;
import mailstead.testkit.RecordingSink;
import mailstead.testkit.transcript.Directives;
import mailstead.testkit.transcript.MemoryStage;
import mailstead.testkit.transcript.Transcripts;
import mailstead.wire.sasl.Mechanisms;

/**
 * A POP3 server around fakes, with the accounts tevie (password milk) and golde (password "two
 * words"), and directives: {@code @mail tevie TEXT} stores a message ({@code |} ends a line),
 * {@code @left tevie 2} counts what is in the mailbox, {@code @fault store|directory|reading|bug
 * down|up}, {@code @refuse REASON}, {@code @setting tls-required}, {@code @setting login-delay 60},
 * {@code @setting expire 30}, {@code @setting strict-lines}, {@code @happened EVENT n}.
 */
final class Pop3World implements Transcripts.World {

    final FakeClock clock = new FakeClock();
    final InMemoryMailStore mail = new InMemoryMailStore();
    final FaultyStore store = new FaultyStore(mail);
    final FakeAccounts accounts = new FakeAccounts();
    final RecordingSink events = new RecordingSink();
    Pop3Settings settings = Pop3Settings.DEFAULT.withPasswordNeedsTls(false);
    private LoginDelay loginDelay = LoginDelay.none();
    private final MemoryStage stage = new MemoryStage(this::server, clock);

    Pop3World() {
        InMemoryDirectory directory = InMemoryDirectory.serving("cluster.example");
        accounts.add(directory.addUser("tevie", List.of(), "tevie@cluster.example"), "milk");
        accounts.add(directory.addUser("golde", List.of(), "golde@cluster.example"), "two words");
    }

    Pop3Server server() {
        return new Pop3Server(settings, accounts, new Maildrops(store), loginDelay, events);
    }

    @Override
    public MemoryStage stage() {
        return stage;
    }

    @Override
    public Directives directives() {
        return Directives.standard()
                .withInMemory("mail", (_, text) -> mail(text))
                .withInMemory("left", (_, text) -> left(text))
                .withInMemory("fault", (_, text) -> fault(text))
                .withInMemory("refuse", (_, text) -> accounts.refuse(Reason.valueOf(text)))
                .withInMemory("setting", (_, text) -> set(text))
                .withInMemory("happened", (_, text) -> happened(text));
    }

    private void mail(String text) {
        String[] words = text.split(" ", 2);
        mail.put(words[0], words[1].replace("|", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private void left(String text) {
        String[] words = text.split(" ", -1);
        assertThat(mail.messages(words[0])).hasSize(Integer.parseInt(words[1]));
    }

    private void fault(String text) {
        String[] words = text.split(" ", -1);
        boolean down = words[1].equals("down");
        switch (words[0]) {
            case "store" -> mail.down(down);
            case "storage-for-good" -> store.failForGood(down);
            case "directory" -> accounts.setDown(down);
            case "reading" -> store.breakAfter(down ? 70_000 : Long.MAX_VALUE);
            case "bug" -> store.misbehave(down);
            default -> throw new IllegalArgumentException("unknown fault " + text);
        }
    }

    private void set(String text) {
        String[] words = text.split(" ", -1);
        switch (words[0]) {
            case "tokens" ->
                    settings =
                            settings.withMechanisms(
                                    new Mechanisms(Mechanisms.ALL.enabled(), false));
            case "tls-required" -> settings = settings.withPasswordNeedsTls(true);
            case "login-delay" ->
                    loginDelay =
                            new LoginDelay(Duration.ofSeconds(Integer.parseInt(words[1])), clock);
            case "expire" -> settings = with(OptionalInt.of(Integer.parseInt(words[1])), true);
            case "strict-lines" -> settings = with(OptionalInt.empty(), false);
            default -> throw new IllegalArgumentException("unknown setting " + text);
        }
    }

    private Pop3Settings with(OptionalInt expireDays, boolean allowBareLineFeed) {
        return new Pop3Settings(
                settings.greeting(),
                settings.mechanisms(),
                settings.passwordNeedsTls(),
                settings.idleMax(),
                settings.logInWithin(),
                settings.badCommandsMax(),
                settings.failedLoginsMax(),
                expireDays,
                allowBareLineFeed);
    }

    /** {@code EVENT n}, or the start of an event's text. */
    private void happened(String text) {
        assertThat(events.events())
                .anySatisfy(event -> assertThat(event.toString()).startsWith(text));
    }
}
