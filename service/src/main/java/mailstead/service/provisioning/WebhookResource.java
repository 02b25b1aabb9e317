package mailstead.service.provisioning;

import static mailstead.service.provisioning.Operation.CHANGE;
import static mailstead.service.provisioning.Operation.CREATE;
import static mailstead.service.provisioning.Operation.LIST;
import static mailstead.service.provisioning.Operation.PING;
import static mailstead.service.provisioning.Operation.READ;
import static mailstead.service.provisioning.Operation.REMOVE;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import mailstead.mail.MailException;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Desk;
import mailstead.spi.Page;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Webhook;

/** Who elsewhere is told of changes. */
final class WebhookResource extends Resource<Webhook> {

    /** What every secret begins with, in the Standard Webhooks form. */
    static final String SECRET_PREFIX = "whsec_";

    private static final int WEBHOOKS_MAX = 100;
    private static final int CUSTOMERS_MAX = 1000;
    private static final int URL_CHARACTERS_MAX = 2000;
    private static final int ANSWER_CHARACTERS_MAX = 400;
    private static final String ENABLED = "enabled";
    private static final String DISABLED = "disabled";

    private static final List<String> ACTIONS =
            List.of("create", "change", "remove", "suspend", "resume");

    /**
     * @param kinds names of all kinds of things whose changes are noted
     */
    WebhookResource(List<String> kinds) {
        super(
                "webhooks",
                "webhook",
                "A program elsewhere that is told of changes by POST: of each audit record, in the order of their numbers,"
                        + " signed in the Standard Webhooks form, again and again until it answers 2xx.",
                List.of(
                        Field.told("id", Shapes.NAME, "Unique; not secret."),
                        Field.needed("name", Shapes.TEXT, "For people."),
                        Field.needed(
                                "url",
                                new Shape.Text(URL_CHARACTERS_MAX),
                                "Where it listens: https; in the networks of `admin.webhook-networks` also http."),
                        Field.optional(
                                "resources",
                                new Shape.ListOf(new Shape.Choice(kinds), 0, kinds.size()),
                                "Which kinds of things it wants to hear of; none or left out: all."),
                        Field.optional(
                                "actions",
                                new Shape.ListOf(new Shape.Choice(ACTIONS), 0, ACTIONS.size()),
                                "What was done with them; none or left out: all."),
                        Field.optional(
                                "customers",
                                new Shape.ListOf(Shapes.NAME, 0, CUSTOMERS_MAX),
                                "Whose things; none or left out: everybody's."),
                        Field.optional(
                                "state",
                                new Shape.Choice(List.of(ENABLED, DISABLED)),
                                "Whether it is told; left out: enabled. Disabled by us after 410, or after failing for days."),
                        Field.optional(
                                "position",
                                new Shape.Whole(0, Long.MAX_VALUE),
                                "Number of the last audit record that it was told or did not want; left out of a new one: the last there is."
                                        + " Set back, what follows is told again; set forward, it is not told."),
                        Field.told("createdAt", new Shape.Moment(), "When it was made."),
                        Field.told(
                                "behind",
                                new Shape.Whole(0, Long.MAX_VALUE),
                                "How many audit records there are behind its position, wanted or not."),
                        Field.told(
                                "failures",
                                new Shape.Whole(0, Long.MAX_VALUE),
                                "How often it failed, since it answered 2xx last."),
                        Field.told("failingSince", new Shape.Moment(), "The first of these."),
                        Field.told("nextAttemptAt", new Shape.Moment(), "When it is tried again."),
                        Field.told(
                                "lastAnswer",
                                new Shape.Text(ANSWER_CHARACTERS_MAX),
                                "What came of the last attempt, pings too."),
                        Field.told("lastAnswerAt", new Shape.Moment(), "When."),
                        Field.told(
                                "disabledWhy",
                                new Shape.Text(ANSWER_CHARACTERS_MAX),
                                "Why we disabled it."),
                        Field.told(
                                "secret",
                                Shapes.TEXT,
                                "Signs what it is told; shown once, by the answer that made it.")));
        allow(Level.OPERATOR, LIST, READ, CREATE, CHANGE, REMOVE, PING);
    }

    @Override
    public String keyField() {
        return "id";
    }

    @Override
    public List<String> filters() {
        return List.of();
    }

    @Override
    Fields shownOnce(Webhook webhook, Draft.Prepared prepared) {
        return Fields.EMPTY.with("secret", webhook.secret());
    }

    @Override
    String key(Webhook webhook) {
        return webhook.id();
    }

    @Override
    Optional<String> customer(Webhook webhook) {
        return Optional.empty();
    }

    @Override
    Fields show(Webhook webhook) {
        Webhook.Standing standing = webhook.standing();
        Fields fields =
                settings(webhook)
                        .with("position", new Value.Whole(standing.position()))
                        .with("createdAt", webhook.createdAt().toString())
                        .with("behind", new Value.Whole(standing.newest() - standing.position()))
                        .with("failures", new Value.Whole(standing.failures()))
                        .with("failingSince", standing.failingSince().map(Instant::toString));
        if (standing.failures() > 0) {
            fields = fields.with("nextAttemptAt", standing.nextAttemptAt().toString());
        }
        return fields.with(
                        "lastAnswer",
                        Optional.of(standing.lastAnswer()).filter(text -> !text.isEmpty()))
                .with("lastAnswerAt", standing.lastAnswerAt().map(Instant::toString))
                .with(
                        "disabledWhy",
                        Optional.of(standing.disabledWhy()).filter(text -> !text.isEmpty()));
    }

    private static Fields settings(Webhook webhook) {
        return Fields.EMPTY
                .with("id", webhook.id())
                .with("name", webhook.name())
                .with("url", webhook.url())
                .with("resources", sorted(webhook.resources()))
                .with("actions", sorted(webhook.actions()))
                .with("customers", sorted(webhook.customers()))
                .with("state", webhook.isEnabled() ? ENABLED : DISABLED);
    }

    private static Value sorted(Collection<String> words) {
        return Value.ofTexts(new TreeSet<>(words).stream().toList());
    }

    /** Not how far it was told: that changes all the time, and nobody wrote it. */
    @Override
    String state(Webhook webhook) {
        return settings(webhook).json();
    }

    /** Without the query of its URL, which some receivers have a secret in. */
    @Override
    Fields noted(Webhook webhook) {
        return settings(webhook).with("url", webhook.url().replaceFirst("\\?.*", "?..."));
    }

    @Override
    Optional<Webhook> find(Desk desk, String key) {
        return desk.findWebhook(key);
    }

    @Override
    List<Webhook> page(Desk desk, Page page) {
        return desk.webhooks(page);
    }

    @Override
    Optional<Webhook> read(Draft draft, Optional<Webhook> before) throws MailException {
        Fields fields = draft.fields();
        checkUrl(draft, fields.needed("url"));
        List<String> customers = fields.texts("customers");
        for (int i = 0; i < customers.size(); i++) {
            boolean isKnown =
                    before.isPresent() && before.get().customers().contains(customers.get(i))
                            || draft.desk().findCustomer(customers.get(i)).isPresent();
            if (!isKnown) {
                draft.check().problem("/customers/" + i, "there is no such customer");
            }
        }
        long newest = draft.desk().newestNote();
        long now = before.map(each -> each.standing().position()).orElse(newest);
        long position = fields.number("position").orElse(now);
        if (position > newest) {
            draft.check()
                    .problem(
                            "/position",
                            "must be at most " + newest + ", the last record there is");
        }
        return Optional.of(
                new Webhook(
                        before.map(Webhook::id).orElse(draft.prepared().id()),
                        fields.needed("name"),
                        fields.needed("url"),
                        Set.copyOf(fields.texts("resources")),
                        Set.copyOf(fields.texts("actions")),
                        Set.copyOf(customers),
                        before.map(Webhook::secret)
                                .orElseGet(() -> secret(draft.prepared().secret())),
                        !fields.text("state").orElse(ENABLED).equals(DISABLED),
                        before.map(Webhook::createdAt).orElse(draft.prepared().now()),
                        position == now ? OptionalLong.empty() : OptionalLong.of(position),
                        Webhook.Standing.at(position)));
    }

    /** The same random bits as a token has. */
    private static String secret(String token) {
        byte[] bits = Base64.getUrlDecoder().decode(token.substring(Tokens.PREFIX.length()));
        return SECRET_PREFIX + Base64.getEncoder().encodeToString(bits);
    }

    private static void checkUrl(Draft draft, String text) {
        boolean isRight;
        try {
            URI url = new URI(text);
            isRight =
                    ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                            && url.getHost() != null
                            && url.getRawUserInfo() == null
                            && url.getRawFragment() == null
                            && url.getPort() != 0
                            && url.getPort() <= 65_535
                            && text.chars().allMatch(c -> c > 32 && c < 127);
        } catch (URISyntaxException _) {
            isRight = false;
        }
        if (!isRight) {
            draft.check()
                    .problem(
                            "/url",
                            "must be https://host/path or http://host/path in ASCII (domains in A-labels), without a user and a fragment");
        }
    }

    @Override
    void add(Desk desk, Webhook webhook) throws Conflict {
        Page all =
                new Page(
                        Optional.empty(), Optional.empty(), Optional.empty(), "", "", WEBHOOKS_MAX);
        if (desk.webhooks(all).size() == WEBHOOKS_MAX) {
            throw new Conflict("there are " + WEBHOOKS_MAX + " webhooks, and more are not kept");
        }
        desk.addWebhook(webhook);
    }

    @Override
    void set(Desk desk, Webhook webhook) {
        desk.setWebhook(webhook);
    }

    @Override
    void remove(Desk desk, Webhook webhook) {
        desk.removeWebhook(webhook.id());
    }

    @Override
    void ping(Desk desk, Webhook webhook) {
        desk.pingWebhook(webhook.id());
    }
}
