package mailstead.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.ByteSize;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.service.submission.SubmissionRules;
import mailstead.smtp.codec.Leniency;
import mailstead.testkit.FakeClock;
import mailstead.testkit.transcript.Directives;
import mailstead.testkit.transcript.MemoryStage;
import mailstead.testkit.transcript.Transcripts;

/**
 * A server in memory over a {@link House}, and the directives of SMTP's transcripts. Before the
 * first line: {@code @lmtp}, {@code @tls-required}, {@code @limit NAME N}, {@code @forgive NAME},
 * {@code @forbid NAME}. At any time: {@code @storage down|up}, {@code @delivery bug},
 * {@code @overflow down}. To look: {@code @count N} messages stored, {@code @content TEXT} and
 * {@code @trace TEXT} of the last one, {@code @event Name} that has happened, {@code @clean} when
 * nothing of any message is held.
 *
 * <p>{@code @submission} first makes it the {@link Outbox}'s: {@code @clear-passwords},
 * {@code @trusted NETWORKS}, {@code @show-all}, {@code @allow account|customer|network MESSAGES
 * RECIPIENTS}, {@code @brake FLOOR}, {@code @policy SCOPE HEADER}; at any time {@code @refuse
 * REASON}, {@code @directory down|up}, {@code @spool full|empty}; to look: {@code @queued N},
 * {@code @message TEXT}, {@code @no-message TEXT}, {@code @envelope TEXT}, {@code @held TEXT}.
 */
final class World implements Transcripts.World {

    final FakeClock clock = new FakeClock();
    final House house = new House(clock);
    final Outbox outbox = new Outbox();
    volatile SmtpSettings settings = SmtpSettings.usual(House.HOST, Dialect.MX);
    private final MemoryStage stage =
            new MemoryStage(() -> new SmtpServer(settings, services()), clock);

    SmtpServer.Services services() {
        return settings.dialect() == Dialect.SUBMISSION
                ? outbox.services(house, house.events::add, clock)
                : house.services();
    }

    @Override
    public MemoryStage stage() {
        return stage;
    }

    @Override
    public Directives directives() {
        return Directives.standard()
                .with("lmtp", (_, _) -> settings = withDialect(Dialect.LMTP))
                .with("submission", (_, _) -> settings = withDialect(Dialect.SUBMISSION))
                .with("clear-passwords", (_, _) -> outbox.takeClearPasswords())
                .with("trusted", (_, networks) -> outbox.trust(networks))
                .with("show-all", (_, _) -> outbox.showAll())
                .with("allow", (_, text) -> allow(text.split(" ")))
                .with("brake", (_, floor) -> outbox.brakeAt(Long.parseLong(floor)))
                .with("policy", (_, text) -> policy(text.split(" ")))
                .with("refuse", (_, reason) -> outbox.accounts.refuse(Reason.valueOf(reason)))
                .with("directory", (_, text) -> directory(text.equals("down")))
                .with("spool", (_, text) -> outbox.isFull = text.equals("full"))
                .with("queued", (_, n) -> assertThat(outbox.queued).hasSize(Integer.parseInt(n)))
                .with(
                        "message",
                        (_, text) ->
                                assertThat(visible(outbox.queued.getLast().text())).contains(text))
                .with(
                        "no-message",
                        (_, text) ->
                                assertThat(visible(outbox.queued.getLast().text()))
                                        .doesNotContain(text))
                .with(
                        "envelope",
                        (_, text) ->
                                assertThat(outbox.queued.getLast().envelope().toString())
                                        .contains(text))
                .with(
                        "held",
                        (_, text) ->
                                assertThat(outbox.queued.getLast().hold().toString())
                                        .contains(text))
                .with("tls-required", (_, _) -> settings = settings.withTlsRequired(true))
                .with(
                        "limit",
                        (_, text) ->
                                limit(text.split(" ")[0], Integer.parseInt(text.split(" ")[1])))
                .with("forgive", (_, name) -> forgive(Leniency.valueOf(name), true))
                .with("forbid", (_, name) -> forgive(Leniency.valueOf(name), false))
                .with("storage", (_, text) -> storage(text.equals("down")))
                .with(
                        "delivery",
                        (_, text) ->
                                house.bug = Optional.of(new IllegalStateException("a " + text)))
                .with("overflow", (_, text) -> house.overflowBroken = text.equals("down"))
                .with("count", (_, n) -> assertThat(house.stored).hasSize(Integer.parseInt(n)))
                .with(
                        "content",
                        (_, text) ->
                                assertThat(visible(house.stored.getLast().text())).isEqualTo(text))
                .withInMemory(
                        "trace",
                        (_, text) ->
                                assertThat(visible(house.stored.getLast().received()))
                                        .contains(text))
                .with(
                        "event",
                        (_, name) ->
                                assertThat(house.events)
                                        .anyMatch(event -> event.toString().contains(name)))
                .withInMemory("clean", (_, _) -> assertThat(house.areasOpen).hasValue(0));
    }

    private SmtpSettings withDialect(Dialect dialect) {
        return new SmtpSettings(
                settings.hostName(),
                dialect,
                settings.tlsRequired(),
                settings.limits(),
                settings.leniencies());
    }

    private void allow(String[] words) {
        outbox.allow(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]));
    }

    private void policy(String[] words) {
        outbox.setPolicy(
                SubmissionRules.SenderScope.valueOf(words[0]),
                SubmissionRules.HeaderPolicy.valueOf(words[1]));
    }

    private void directory(boolean down) {
        outbox.directory.fail(down);
        outbox.accounts.setDown(down);
    }

    private void forgive(Leniency leniency, boolean on) {
        Set<Leniency> set = EnumSet.noneOf(Leniency.class);
        set.addAll(settings.leniencies());
        if (on) {
            set.add(leniency);
        } else {
            set.remove(leniency);
        }
        settings = settings.withLeniencies(set);
    }

    private void storage(boolean down) {
        house.storageTrouble =
                down
                        ? Optional.of(
                                new TemporaryFailure(Reason.STORAGE_UNAVAILABLE, "Volume is away"))
                        : Optional.empty();
    }

    void limit(String name, int value) {
        SmtpSettings.Limits old = settings.limits();
        settings =
                settings.withLimits(
                        new SmtpSettings.Limits(
                                name.equals("message") ? new ByteSize(value) : old.message(),
                                name.equals("memory") ? new ByteSize(value) : old.contentInMemory(),
                                name.equals("recipients") ? value : old.recipients(),
                                name.equals("transactions") ? value : old.transactions(),
                                name.equals("errors") ? value : old.errors(),
                                name.equals("commands") ? value : old.commands(),
                                old.commandWait(),
                                old.dataWait(),
                                old.dataTotal()));
    }

    private static String visible(String text) {
        StringBuilder shown = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '\r' -> shown.append("\\r");
                case '\n' -> shown.append("\\n");
                case '\t' -> shown.append("\\t");
                default -> {
                    if (c < 32 || c > 126) {
                        shown.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
                    } else {
                        shown.append(c);
                    }
                }
            }
        }
        return shown.toString();
    }
}
