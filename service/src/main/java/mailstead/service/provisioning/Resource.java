package mailstead.service.provisioning;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Desk;
import mailstead.spi.Page;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Status;

/**
 * One kind of thing that can be provisioned: its document, who may do what with it, and how it gets
 * into the directory and out. Immutable.
 *
 * @param <T> the directory's own form of it
 */
public abstract class Resource<T> {

    /** The filter of lists that are of one account only, and must say of which. */
    public static final String ACCOUNT = "account";

    private final String name;
    private final String noun;
    private final String meaning;
    private final List<Field> fields;
    private final Map<Operation, Level> rights = new EnumMap<>(Operation.class);

    /**
     * @param name in paths, plural: {@code back-ends}
     * @param noun in sentences: {@code back end}
     */
    Resource(String name, String noun, String meaning, List<Field> fields) {
        this.name = name;
        this.noun = noun;
        this.meaning = meaning;
        this.fields = List.copyOf(fields);
    }

    /** For constructors: who at least may do these things. */
    final void allow(Level least, Operation... operations) {
        for (Operation operation : operations) {
            rights.put(operation, least);
        }
    }

    public final String name() {
        return name;
    }

    public final String noun() {
        return noun;
    }

    public final String meaning() {
        return meaning;
    }

    public final List<Field> fields() {
        return fields;
    }

    /** What can be done with it at all, and who at least may. */
    public final Map<Operation, Level> rights() {
        return Map.copyOf(rights);
    }

    /**
     * Who at least may do this.
     *
     * @throws IllegalArgumentException if nobody can
     */
    public final Level least(Operation operation) {
        Level least = rights.get(operation);
        if (least == null) {
            throw new IllegalArgumentException(name + " cannot " + operation.word());
        }
        return least;
    }

    /** The name of the field that is the key. */
    public String keyField() {
        return fields.getFirst().name();
    }

    /** The longest page of a list. */
    public int pageMax() {
        return 500;
    }

    /** Whether a page may end early, because what is on it is long. */
    boolean mayBeCut() {
        return false;
    }

    /**
     * The filters that its list knows beside prefix: of {@code customer}, {@code domain}, {@code
     * status}.
     */
    public abstract List<String> filters();

    /** What begins only with the answer that made it, such as a token itself. */
    Fields shownOnce(T entry, Draft.Prepared prepared) {
        return Fields.EMPTY;
    }

    /** What an account of changes tells beside the documents: that a secret is another one now. */
    boolean isSecretChanged(T before, T after) {
        return false;
    }

    abstract String key(T entry);

    /** Whose it is; empty for what is nobody's. */
    abstract Optional<String> customer(T entry);

    abstract Fields show(T entry);

    /** As the account of changes tells it. */
    Fields noted(T entry) {
        return show(entry);
    }

    /** All that makes it what it is, also what is not shown. */
    String state(T entry) {
        return show(entry).json();
    }

    abstract Optional<T> find(Desk desk, String key) throws MailException;

    abstract List<T> page(Desk desk, Page page) throws MailException;

    /** For a page that begins behind this one. */
    String cursor(T entry) {
        return key(entry);
    }

    /**
     * The entry that a document describes. Problems are told to the draft's check; then what is
     * returned is not used.
     *
     * @param before what is there now
     */
    abstract Optional<T> read(Draft draft, Optional<T> before) throws MailException;

    abstract void add(Desk desk, T entry) throws MailException, Conflict;

    abstract void set(Desk desk, T entry) throws MailException, Conflict;

    abstract void remove(Desk desk, T entry) throws MailException, Conflict;

    /** Only for kinds that allow it. */
    void ping(Desk desk, T entry) {
        throw new IllegalStateException(noun + " does not answer");
    }

    /** Only for kinds that allow it. */
    T withStatus(T entry, Status status) {
        throw new IllegalStateException(noun + " has no status");
    }

    static Fields withAttributes(Fields fields, Map<String, String> attributes) {
        return attributes.isEmpty() ? fields : fields.with("attributes", Value.ofMap(attributes));
    }
}
