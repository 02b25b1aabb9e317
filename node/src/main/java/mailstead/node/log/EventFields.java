package mailstead.node.log;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import mailstead.mail.Event;
import mailstead.mail.Subscriber;
import mailstead.node.config.LogConfig.Level;

/**
 * The fields of each event, in order, and its importance. Documented in {@code
 * docs/operate/events.md}.
 */
final class EventFields {

    /** Deeper ones are left out. */
    private static final int CAUSES_MAX = 5;

    private static final ClassValue<String> NAMES =
            new ClassValue<>() {
                @Override
                protected String computeValue(Class<?> event) {
                    return name(event);
                }
            };

    private EventFields() {}

    /** The fields, {@code event} and {@code session} first. */
    static Map<String, Object> of(Event event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", NAMES.get(event.getClass()));
        fields.put("session", event.session());
        switch (event) {
            case Event.SessionOpened(_, String protocol, String client) -> {
                fields.put("protocol", protocol);
                fields.put("client", client);
            }
            case Event.SessionClosed(
                            _,
                            String protocol,
                            String client,
                            String why,
                            Duration duration) -> {
                fields.put("protocol", protocol);
                fields.put("client", client);
                fields.put("why", why);
                fields.put("seconds", seconds(duration));
            }
            case Event.ConnectionRefused(_, String protocol, String client, String why) -> {
                fields.put("protocol", protocol);
                fields.put("client", client);
                fields.put("why", why);
            }
            case Event.TlsEstablished(_, String version, String cipher, var serverName) -> {
                fields.put("version", version);
                fields.put("cipher", cipher);
                serverName.ifPresent(name -> fields.put("server-name", name));
            }
            case Event.LoginSucceeded(
                            _,
                            String protocol,
                            var subscriber,
                            String mechanism,
                            var appPassword) -> {
                fields.put("protocol", protocol);
                put(fields, subscriber);
                fields.put("mechanism", mechanism);
                appPassword.ifPresent(id -> fields.put("app-password", id));
            }
            case Event.LoginFailed(
                            _,
                            String protocol,
                            String login,
                            String mechanism,
                            var refusal) -> {
                fields.put("protocol", protocol);
                fields.put("login", login);
                refusal.customerId().ifPresent(id -> fields.put("customer", id));
                fields.put("mechanism", mechanism);
                fields.put("reason", word(refusal.reason()));
            }
            case Event.LoginEnded(_, String protocol, var subscriber, var reason) -> {
                fields.put("protocol", protocol);
                put(fields, subscriber);
                fields.put("reason", word(reason));
            }
            case Event.MessageAccepted(
                            _,
                            String id,
                            var sender,
                            int recipients,
                            long octets,
                            Duration duration) -> {
                fields.put("message", id);
                fields.put("sender", sender);
                fields.put("recipients", recipients);
                fields.put("octets", octets);
                fields.put("seconds", seconds(duration));
            }
            case Event.MessageStored(
                            _,
                            String id,
                            var recipient,
                            var subscriber,
                            String name,
                            long octets) -> {
                fields.put("message", id);
                fields.put("recipient", recipient);
                put(fields, subscriber);
                fields.put("name", name);
                fields.put("octets", octets);
            }
            case Event.MessageQueued(
                            _,
                            String id,
                            String queueId,
                            var subscriber,
                            int recipients,
                            long octets) -> {
                fields.put("message", id);
                fields.put("queue-id", queueId);
                subscriber.ifPresent(who -> put(fields, who));
                fields.put("recipients", recipients);
                fields.put("octets", octets);
            }
            case Event.SubmissionHeld(
                            _,
                            String id,
                            String queueId,
                            var subscriber,
                            long recipients,
                            long usual) -> {
                fields.put("message", id);
                fields.put("queue-id", queueId);
                put(fields, subscriber);
                fields.put("recipients", recipients);
                fields.put("usual", usual);
            }
            case Event.SendingLimited(
                            _,
                            var subscriber,
                            String network,
                            String whose,
                            String what,
                            long limit,
                            Duration window) -> {
                subscriber.ifPresent(who -> put(fields, who));
                fields.put("network", network);
                fields.put("whose", whose);
                fields.put("what", what);
                fields.put("limit", limit);
                fields.put("window", seconds(window));
            }
            case Event.MessageRefused(_, String id, var sender, var reason) -> {
                fields.put("message", id);
                fields.put("sender", sender);
                fields.put("reason", word(reason));
            }
            case Event.RecipientRefused(_, var sender, String recipient, var refusal) -> {
                fields.put("sender", sender);
                fields.put("recipient", recipient);
                refusal.customerId().ifPresent(id -> fields.put("customer", id));
                fields.put("reason", word(refusal.reason()));
            }
            case Event.MailboxCollected(
                            _,
                            var subscriber,
                            int retrieved,
                            int deleted,
                            int left) -> {
                put(fields, subscriber);
                fields.put("retrieved", retrieved);
                fields.put("deleted", deleted);
                fields.put("left", left);
            }
            case Event.QuotaChanged(
                            _,
                            String actor,
                            var subscriber,
                            var octetsMax,
                            var messagesMax) -> {
                fields.put("actor", actor);
                put(fields, subscriber);
                fields.put("octets", limit(octetsMax));
                fields.put("messages", limit(messagesMax));
            }
            case Event.FoldersUsed(
                            _,
                            var subscriber,
                            int selected,
                            int fetched,
                            int appended,
                            int copied,
                            int expunged) -> {
                put(fields, subscriber);
                fields.put("selected", selected);
                fields.put("fetched", fetched);
                fields.put("appended", appended);
                fields.put("copied", copied);
                fields.put("expunged", expunged);
            }
            case Event.MailboxUnavailable(_, var subscriber, String what, var reason) -> {
                subscriber.ifPresent(known -> put(fields, known));
                fields.put("what", what);
                fields.put("reason", word(reason));
            }
            case Event.RequestAnswered(
                            _,
                            String client,
                            String actor,
                            String what,
                            int status,
                            Duration duration) -> {
                fields.put("client", client);
                fields.put("actor", actor);
                fields.put("what", what);
                fields.put("status", status);
                fields.put("seconds", seconds(duration));
            }
            case Event.Trouble(_, var reason, String what, String advice, var cause) -> {
                fields.put("reason", word(reason));
                fields.put("what", what);
                fields.put("advice", advice);
                cause.ifPresent(thrown -> fields.put("cause", causes(thrown)));
            }
            case Event.DirectoryLost(_, String what, String advice, var cause) -> {
                fields.put("what", what);
                fields.put("advice", advice);
                cause.ifPresent(thrown -> fields.put("cause", causes(thrown)));
            }
            case Event.DirectoryRegained(_, String what, Duration away) -> {
                fields.put("what", what);
                fields.put("seconds", seconds(away));
            }
            case Event.CopyTaken(
                            _,
                            String version,
                            long sequence,
                            long octets,
                            Duration duration) -> {
                fields.put("version", version);
                fields.put("sequence", sequence);
                fields.put("octets", octets);
                fields.put("seconds", seconds(duration));
            }
            case Event.CopyPublished(
                            _,
                            String version,
                            long sequence,
                            long octets,
                            Duration duration) -> {
                fields.put("version", version);
                fields.put("sequence", sequence);
                fields.put("octets", octets);
                fields.put("seconds", seconds(duration));
            }
            case Event.CopyRefused(_, String source, String advice, var cause) -> {
                fields.put("source", source);
                fields.put("advice", advice);
                cause.ifPresent(thrown -> fields.put("cause", causes(thrown)));
            }
            case Event.CopyOld(_, String version, var age, String advice, var problem) -> {
                fields.put("version", version);
                age.ifPresent(duration -> fields.put("age", seconds(duration)));
                fields.put("advice", advice);
                problem.ifPresent(text -> fields.put("cause", text));
            }
            case Event.CopyInUse(_, String version, var age, int changed, boolean isOld) -> {
                fields.put("version", version);
                age.ifPresent(duration -> fields.put("age", seconds(duration)));
                fields.put("changed", changed);
                fields.put("old", isOld);
            }
            case Event.LifeboatBoarded(_, String version, String advice, var cause) -> {
                fields.put("version", version);
                fields.put("advice", advice);
                cause.ifPresent(thrown -> fields.put("cause", causes(thrown)));
            }
            case Event.LifeboatLeft(_, Duration aboard) -> fields.put("seconds", seconds(aboard));
            case Event.FolderAdopted adopted -> {
                fields.put("folder", adopted.folder());
                fields.put("server", adopted.server());
                fields.put("uidvalidity", adopted.uidValidity());
                fields.put("messages", adopted.messages());
                fields.put("others", adopted.others());
                fields.put("skipped", adopted.skipped());
                fields.put("renumbered", adopted.isRenumbered());
            }
            case Event.WebhookFailing(_, String webhook, long number, String answer) -> {
                fields.put("webhook", webhook);
                fields.put("number", number);
                fields.put("answer", answer);
            }
            case Event.WebhookRegained(_, String webhook, long failures, Duration away) -> {
                fields.put("webhook", webhook);
                fields.put("failures", failures);
                fields.put("seconds", seconds(away));
            }
            case Event.WebhookDisabled(_, String webhook, long number, String why) -> {
                fields.put("webhook", webhook);
                fields.put("number", number);
                fields.put("why", why);
            }
            case Event.Bug(_, String where, Throwable cause) -> {
                fields.put("where", where);
                fields.put("stack", Stack.of(cause));
            }
            case Event.LeniencyUsed(_, String name) -> fields.put("name", name);
        }
        return fields;
    }

    static Level level(Event event) {
        return switch (event) {
            case Event.Bug _ -> Level.ERROR;
            case Event.Trouble _,
                    Event.DirectoryLost _,
                    Event.CopyRefused _,
                    Event.CopyOld _,
                    Event.LifeboatBoarded _,
                    Event.WebhookFailing _,
                    Event.WebhookDisabled _,
                    Event.SubmissionHeld _ ->
                    Level.WARN;
            case Event.SessionOpened _, Event.TlsEstablished _, Event.LeniencyUsed _ -> Level.DEBUG;
            case Event.SessionClosed _,
                    Event.ConnectionRefused _,
                    Event.LoginSucceeded _,
                    Event.LoginFailed _,
                    Event.LoginEnded _,
                    Event.MessageAccepted _,
                    Event.MessageStored _,
                    Event.MessageQueued _,
                    Event.SendingLimited _,
                    Event.MessageRefused _,
                    Event.RecipientRefused _,
                    Event.MailboxCollected _,
                    Event.DirectoryRegained _,
                    Event.CopyTaken _,
                    Event.CopyPublished _,
                    Event.CopyInUse _,
                    Event.LifeboatLeft _,
                    Event.WebhookRegained _,
                    Event.FolderAdopted _,
                    Event.FoldersUsed _,
                    Event.QuotaChanged _,
                    Event.RequestAnswered _,
                    Event.MailboxUnavailable _ ->
                    Level.INFO;
        };
    }

    private static void put(Map<String, Object> fields, Subscriber subscriber) {
        fields.put("login", subscriber.login());
        fields.put("customer", subscriber.customerId());
    }

    private static Object limit(OptionalLong limit) {
        return limit.isPresent() ? (Object) limit.getAsLong() : "none";
    }

    /** {@code MessageAccepted} is {@code message-accepted}. */
    static String name(Class<?> event) {
        return event.getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }

    /** The failure and what led to it, each once: the last one is often the one that helps. */
    private static String causes(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.toString());
        Throwable cause = thrown.getCause();
        for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
            String more = String.valueOf(cause.getMessage());
            if (text.indexOf(more) < 0) {
                text.append("; because: ").append(more);
            }
            cause = cause.getCause();
        }
        return text.toString();
    }

    private static String word(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String seconds(Duration duration) {
        int millis = duration.toMillisPart();
        return duration.toSeconds() + (millis < 10 ? ".00" : millis < 100 ? ".0" : ".") + millis;
    }
}
