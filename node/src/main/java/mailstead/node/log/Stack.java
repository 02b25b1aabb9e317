package mailstead.node.log;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A stack trace as text, bounded. */
final class Stack {

    private static final int CHARACTERS_MAX = 8000;

    private Stack() {}

    static String of(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        String whole = text.toString().replace("\t", " ").replace("\r", "");
        return whole.length() > CHARACTERS_MAX ? whole.substring(0, CHARACTERS_MAX) + "..." : whole;
    }
}
