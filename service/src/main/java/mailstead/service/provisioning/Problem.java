package mailstead.service.provisioning;

/**
 * What is wrong with one place of a document.
 *
 * @param pointer a JSON pointer (RFC 6901 section 3), {@code /addresses/2}
 * @param detail a sentence for people
 */
public record Problem(String pointer, String detail) {

    /** A field's name within a pointer. */
    static String token(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
