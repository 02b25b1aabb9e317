package mailstead.mail.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads address lists (RFC 5322 section 3.4) as people and programs write them, obsolete forms
 * (section 4.4) included: missing commas, brackets, domains and quotes. Goes over the octets once,
 * whatever they are. Confined to its user.
 */
final class AddressListParser {

    /** Elements of one list; those after them are dropped. */
    static final int ADDRESSES_MAX = 10_000;

    private final List<EnvelopeAddress> addresses = new ArrayList<>();
    private boolean inGroup;

    private byte[] octets = new byte[0];
    private int end;
    private int at;
    private boolean quotesAreOver;

    /** Whether nothing separates what comes from the address before it. */
    private boolean afterAddress;

    // One element as far as it is read.
    private final Octets name = new Octets(Integer.MAX_VALUE);
    private final Octets local = new Octets(Integer.MAX_VALUE);
    private final Octets domain = new Octets(Integer.MAX_VALUE);
    private Optional<RawText> route = Optional.empty();
    private Optional<RawText> comment = Optional.empty();

    /** How much of the name comes before what may turn out to be the local part. */
    private int nameBeforeLocal;

    /** Adds what a field's value lists. A group ends with the field. */
    void parse(RawText value) {
        octets = value.array();
        end = octets.length;
        at = 0;
        quotesAreOver = false;
        afterAddress = false;
        while (at < end && addresses.size() < ADDRESSES_MAX) {
            element();
        }
        endGroup();
    }

    List<EnvelopeAddress> addresses() {
        return List.copyOf(addresses);
    }

    private void element() {
        begin();
        boolean gap = false;
        while (at < end) {
            int c = octets[at++];
            switch (c) {
                case ',' -> {
                    endWithoutDomain();
                    return;
                }
                case ';' -> {
                    endWithoutDomain();
                    endGroup();
                    return;
                }
                case ':' -> {
                    startGroup();
                    return;
                }
                case '<' -> {
                    inBrackets();
                    return;
                }
                case '@' -> {
                    if (bareAddress()) {
                        return;
                    }
                    gap = false;
                }
                case '(' -> {
                    readComment();
                    gap = true;
                }
                case ' ', '\t', '\r', '\n', 0 -> gap = true;
                case ')', '>' -> {}
                default -> {
                    startWord(c, gap);
                    gap = false;
                    if (c == '"' && hasClosingQuote()) {
                        int length = name.length();
                        readQuoted(name);
                        local.add(name.array(), length, name.length());
                    } else {
                        name.add(c);
                        local.add(c);
                    }
                }
            }
        }
        endWithoutDomain();
    }

    private void begin() {
        name.clear();
        local.clear();
        domain.clear();
        nameBeforeLocal = 0;
        route = Optional.empty();
        comment = Optional.empty();
    }

    /**
     * White space divides the words of a name; before an at sign only what follows the last of it
     * is the local part, unless a dot binds both sides together (RFC 5322 section 4.4).
     */
    private void startWord(int c, boolean gap) {
        if (!gap) {
            return;
        }
        if (!local.isEmpty() && local.last() != '.' && c != '.') {
            nameBeforeLocal = name.length();
            local.clear();
        }
        if (!name.isEmpty()) {
            name.add(' ');
        }
    }

    private void endWithoutDomain() {
        if (!name.isEmpty() && !afterAddress) {
            add(new EnvelopeAddress.Mailbox(comment, route, name.toRawText(), RawText.EMPTY));
        }
        afterAddress = false;
    }

    private void startGroup() {
        endGroup();
        add(new EnvelopeAddress.GroupStart(name.toRawText()));
        inGroup = true;
        afterAddress = false;
    }

    private void endGroup() {
        if (inGroup) {
            addresses.add(new EnvelopeAddress.GroupEnd());
        }
        inGroup = false;
    }

    private void add(EnvelopeAddress address) {
        addresses.add(address);
    }

    /**
     * After the at sign of an address without brackets.
     *
     * @return whether the element is complete; if not, the address was but part of a name
     */
    private boolean bareAddress() {
        readDomain();
        skipCommentsAndSpace();
        if (at < end && octets[at] == '<') {
            // An address in the place of a name: joe@example.org <joe@example.org>
            name.add('@');
            name.add(domain.array(), 0, domain.length());
            domain.clear();
            local.clear();
            return false;
        }
        name.truncate(nameBeforeLocal);
        endAddress();
        return true;
    }

    private void readDomain() {
        boolean gap = false;
        while (at < end) {
            int c = octets[at];
            if (c == '(') {
                at++;
                readComment();
                gap = true;
            } else if (isSpace(c)) {
                at++;
                gap = true;
            } else if (c == '@') {
                at++;
                local.add('@');
                local.add(domain.array(), 0, domain.length());
                domain.clear();
                gap = false;
            } else if (",;:<>)\"".indexOf(c) >= 0) {
                return;
            } else if (gap && !domain.isEmpty() && domain.last() != '.' && c != '.') {
                return;
            } else {
                at++;
                domain.add(c);
                gap = false;
                if (c == '[') {
                    readLiteral();
                }
            }
        }
    }

    /** The rest of a domain literal: an address may have colons. */
    private void readLiteral() {
        while (at < end && ",;<>@ \t\r\n".indexOf(octets[at]) < 0) {
            int c = octets[at++];
            domain.add(c);
            if (c == ']') {
                return;
            }
        }
    }

    private void inBrackets() {
        skipCommentsAndSpace();
        if (at < end && octets[at] == '@') {
            readRoute();
        }
        local.clear();
        domain.clear();
        Octets part = local;
        boolean gap = false;
        while (at < end) {
            int c = octets[at];
            if (c == ',' || c == ';' && inGroup) {
                break;
            }
            at++;
            if (c == '>') {
                break;
            } else if (c == '@') {
                if (part == domain) {
                    local.add('@');
                    local.add(domain.array(), 0, domain.length());
                    domain.clear();
                }
                part = domain;
                gap = false;
            } else if (c == '(') {
                readComment();
            } else if (isSpace(c)) {
                gap = true;
            } else if (c != '<') {
                if (gap && part == local && !local.isEmpty() && local.last() != '.' && c != '.') {
                    local.add(' ');
                }
                gap = false;
                if (c == '"' && part == local && hasClosingQuote()) {
                    readQuoted(local);
                } else {
                    part.add(c);
                }
            }
        }
        skipCommentsAndSpace();
        endAddress();
    }

    /** RFC 5322 section 4.4: an obs-route ends with a colon. */
    private void readRoute() {
        int i = at;
        while (i < end && octets[i] != ':' && octets[i] != '>' && octets[i] != '<') {
            i++;
        }
        if (i == end || octets[i] != ':') {
            return;
        }
        local.clear();
        for (; at < i; at++) {
            if (!isSpace(octets[at])) {
                local.add(octets[at]);
            }
        }
        at++;
        route = Optional.of(local.toRawText());
    }

    private void endAddress() {
        Optional<RawText> shown = name.isEmpty() ? comment : Optional.of(name.toRawText());
        add(new EnvelopeAddress.Mailbox(shown, route, local.toRawText(), domain.toRawText()));
        afterAddress = true;
        if (at < end && octets[at] == ',') {
            at++;
            afterAddress = false;
        }
    }

    private void skipCommentsAndSpace() {
        while (at < end && (octets[at] == '(' || isSpace(octets[at]))) {
            if (octets[at++] == '(') {
                readComment();
            }
        }
    }

    /** After the opening parenthesis; one that is never closed runs to the end. */
    private void readComment() {
        Octets text = new Octets(Integer.MAX_VALUE);
        int depth = 1;
        while (at < end) {
            int c = octets[at++];
            if (c == '\\' && at < end) {
                text.add(octets[at++]);
                continue;
            }
            if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                break;
            }
            if (!Ascii.isLineEnd(c) && c != 0) {
                text.add(c);
            }
        }
        if (!text.isEmpty()) {
            comment = Optional.of(text.toRawText());
        }
    }

    /** A quote that is never closed is an ordinary character, and so are all after it. */
    private boolean hasClosingQuote() {
        if (quotesAreOver) {
            return false;
        }
        for (int i = at; i < end; i++) {
            if (octets[i] == '"') {
                return true;
            }
            if (octets[i] == '\\') {
                i++;
            }
        }
        quotesAreOver = true;
        return false;
    }

    private void readQuoted(Octets text) {
        while (at < end) {
            int c = octets[at++];
            if (c == '"') {
                return;
            }
            if (c == '\\' && at < end) {
                c = octets[at++];
            }
            if (!Ascii.isLineEnd(c) && c != 0) {
                text.add(c);
            }
        }
    }

    private static boolean isSpace(int c) {
        return Ascii.isBlank(c) || Ascii.isLineEnd(c) || c == 0;
    }
}
