package mailstead.mail.mime;

import java.io.IOException;
import java.io.Reader;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What people read of a text in HTML: no tags, comments, styles and scripts; entities decoded;
 * white space collapsed as a browser does, a line break where a block begins or ends. Not a parser
 * of HTML: it tolerates anything, holds nothing but a tag's name, and its output is for searching
 * and previews, never for display. Confined to its user.
 */
final class HtmlTextReader extends Reader {

    private static final int READ_CHARACTERS = 4 * 1024;
    private static final int TAG_NAME_CHARACTERS_MAX = 16;
    private static final char SOFT_HYPHEN = '\u00AD';
    private static final char NO_BREAK_SPACE = '\u00A0';

    /** Elements whose content is nothing to read. */
    private static final Set<String> SILENT = Set.of("script", "style", "title", "template");

    /** Elements that stand in a line and do not break it, or are too small to matter. */
    private static final Set<String> INLINE =
            Set.of(
                    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn",
                    "em", "font", "i", "ins", "kbd", "mark", "o:p", "q", "s", "samp", "small",
                    "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr");

    private enum State {
        TEXT,
        /** After an ampersand. */
        ENTITY,
        /** After a less-than sign. */
        OPEN,
        /** Inside a tag's name. */
        NAME,
        /** Inside a tag, after its name. */
        TAG,
        /** Inside a tag, after an equals sign. */
        BEFORE_VALUE,
        /** Inside a tag, in a value between quotes. */
        VALUE,
        /** After {@code <!}, up to two hyphens. */
        DECLARATION,
        COMMENT
    }

    private final Reader html;
    private final char[] in = new char[READ_CHARACTERS];
    private final StringBuilder out = new StringBuilder();
    private int at;
    private boolean ended;

    private State state = State.TEXT;

    /** The entity's or tag's name so far, or the characters of a comment's end. */
    private final StringBuilder name = new StringBuilder();

    private char quote;

    /** The name of the silent element that we are inside; empty if of none. */
    private String silent = "";

    /** White space not yet written: none, a blank or a line break. */
    private char space;

    private boolean anythingWritten;

    HtmlTextReader(Reader html) {
        this.html = html;
    }

    @Override
    public int read(char[] characters, int offset, int length) throws IOException {
        while (at == out.length() && !ended) {
            out.setLength(0);
            at = 0;
            int count = html.read(in);
            for (int i = 0; i < count; i++) {
                take(in[i]);
            }
            if (count < 0) {
                ended = true;
                if (state == State.ENTITY) {
                    endEntity(true);
                }
            }
        }
        if (at == out.length()) {
            return length == 0 ? 0 : -1;
        }
        int count = Math.min(length, out.length() - at);
        out.getChars(at, at + count, characters, offset);
        at += count;
        return count;
    }

    private void take(char c) {
        switch (state) {
            case TEXT -> text(c);
            case ENTITY -> entity(c);
            case OPEN -> open(c);
            case NAME -> name(c);
            case TAG -> {
                if (c == '>') {
                    endTag();
                } else if (c == '=') {
                    state = State.BEFORE_VALUE;
                }
            }
            case BEFORE_VALUE -> {
                if (c == '>') {
                    endTag();
                } else if (c == '"' || c == '\'') {
                    quote = c;
                    state = State.VALUE;
                } else if (!isSpace(c)) {
                    state = State.TAG;
                }
            }
            case VALUE -> {
                if (c == quote) {
                    state = State.TAG;
                }
            }
            case DECLARATION -> declaration(c);
            case COMMENT -> comment(c);
        }
    }

    private void text(char c) {
        if (c == '<') {
            state = State.OPEN;
        } else if (!silent.isEmpty()) {
            return;
        } else if (c == '&') {
            name.setLength(0);
            state = State.ENTITY;
        } else {
            write(c);
        }
    }

    private void write(char c) {
        if (isSpace(c) || c == NO_BREAK_SPACE) {
            space = space == '\n' ? '\n' : ' ';
        } else if (c != SOFT_HYPHEN) {
            if (space != 0 && anythingWritten) {
                out.append(space);
            }
            space = 0;
            out.append(c);
            anythingWritten = true;
        }
    }

    private void entity(char c) {
        boolean isName =
                c == '#' && name.isEmpty()
                        || Ascii.isDigit(c)
                        || Ascii.lower(c) >= 'a' && Ascii.lower(c) <= 'z';
        if (isName && name.length() < HtmlEntities.NAME_CHARACTERS_MAX) {
            name.append(c);
            return;
        }
        boolean found = endEntity(!isName);
        if (c != ';' || !found) {
            take(c);
        }
    }

    /** Writes the entity, or its characters if it is none or goes on; returns which. */
    private boolean endEntity(boolean isComplete) {
        state = State.TEXT;
        OptionalInt codePoint =
                isComplete ? HtmlEntities.codePoint(name.toString()) : OptionalInt.empty();
        if (codePoint.isPresent()) {
            for (char c : Character.toChars(codePoint.getAsInt())) {
                write(c);
            }
        } else {
            write('&');
            for (int i = 0; i < name.length(); i++) {
                write(name.charAt(i));
            }
        }
        return codePoint.isPresent();
    }

    private void open(char c) {
        name.setLength(0);
        boolean isLetter = Ascii.lower(c) >= 'a' && Ascii.lower(c) <= 'z';
        if (c == '/' || isLetter && silent.isEmpty()) {
            name.append((char) Ascii.lower(c));
            state = State.NAME;
        } else if (silent.isEmpty() && (c == '!' || c == '?')) {
            state = State.DECLARATION;
        } else {
            state = State.TEXT;
            if (silent.isEmpty()) {
                write('<');
            }
            text(c);
        }
    }

    private void name(char c) {
        if (c == '>') {
            endTag();
        } else if (isSpace(c) || c == '/') {
            state = endsSilence() || silent.isEmpty() ? State.TAG : State.TEXT;
        } else if (!silent.isEmpty() && c == '<') {
            state = State.OPEN;
        } else if (name.length() < TAG_NAME_CHARACTERS_MAX) {
            name.append((char) Ascii.lower(c));
        }
    }

    private boolean endsSilence() {
        return !silent.isEmpty()
                && name.length() == silent.length() + 1
                && name.indexOf(silent) == 1;
    }

    private void endTag() {
        state = State.TEXT;
        if (!silent.isEmpty()) {
            silent = endsSilence() ? "" : silent;
            return;
        }
        boolean isEnd = !name.isEmpty() && name.charAt(0) == '/';
        String element = name.substring(isEnd ? 1 : 0);
        if (!isEnd && SILENT.contains(element)) {
            silent = element;
        }
        if (!INLINE.contains(element)) {
            space =
                    element.equals("td") || element.equals("th") || element.equals("img")
                            ? space == '\n' ? '\n' : ' '
                            : '\n';
        }
    }

    /** The name holds the hyphens after the exclamation mark. */
    private void declaration(char c) {
        if (c == '-' && name.length() < 2) {
            name.append(c);
            if (name.length() == 2) {
                name.setLength(0);
                state = State.COMMENT;
            }
        } else if (c == '>') {
            state = State.TEXT;
        } else {
            // No comment: let no later hyphen count.
            name.setLength(0);
            name.append("  ");
        }
    }

    /** The name holds the hyphens met last. */
    private void comment(char c) {
        if (c == '>' && name.length() == 2) {
            state = State.TEXT;
        } else if (c != '-') {
            name.setLength(0);
        } else if (name.length() < 2) {
            name.append(c);
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
    }

    @Override
    public void close() throws IOException {
        html.close();
    }
}
