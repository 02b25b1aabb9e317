package mailstead.service.provisioning;

import mailstead.spi.Status;

/** Shapes that several kinds of resources share, with the directory's own bounds. */
final class Shapes {

    static final Shape NAME = new Shape.Text(64);
    static final Shape TEXT = new Shape.Text(200);
    static final Shape LOGIN = new Shape.Text(128);
    static final Shape PATH = new Shape.Text(1024);
    static final Shape DOMAIN = new Shape.Text(253);

    /** A local part of 255 octets, quoted, with a domain. */
    static final Shape ADDRESS = new Shape.Text(770);

    static final Shape PASSWORD = new Shape.Text(1024);
    static final Shape ATTRIBUTES = new Shape.MapOf(100, 64, 4096);
    static final Shape STATUS = new Shape.Choice(Words.all(Status.values()));
    static final Shape WEIGHT = new Shape.Whole(0, 1000);

    private static final String NAME_PATTERN = "[A-Za-z0-9._-]{1,64}";

    private Shapes() {}

    static Field attributes() {
        return Field.optional(
                        "attributes", ATTRIBUTES, "Free-form names and texts for other systems.")
                .from(Level.RESELLER);
    }

    static Field status(String of) {
        return Field.optional(
                        "status",
                        STATUS,
                        "Its own status; left out or null: active. See suspend and resume of "
                                + of
                                + ".")
                .from(Level.RESELLER);
    }

    /** What a document says of its own status. */
    static Status status(Value.Fields document) {
        return document.text("status")
                .map(word -> Words.read(Status.values(), word))
                .orElse(Status.ACTIVE);
    }

    /** Tells the check when it is not a name of the directory. */
    static String name(Draft draft, String field) {
        String name = draft.fields().needed(field);
        if (!name.matches(NAME_PATTERN)) {
            draft.check().problem(Problem.token(field), "must be 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        return name;
    }
}
