package mailstead.mail.mime;

/**
 * Undoes encoded words (RFC 2047): {@code =?charset?encoding?text?=}. Lenient where many mailers
 * are wrong: words may be of any length, stand inside other text, and cut a character in two, as
 * long as the next word continues in the same charset. What is no proper word is left as it is.
 * Goes over the octets once.
 */
final class EncodedWords {

    private final byte[] octets;
    private final StringBuilder text;

    /** Octets of the words read last, which are all of {@link #charset}. */
    private final Octets pending;

    private String charset = "";

    // The word at hand.
    private int wordCharsetEnd;
    private int wordTextStart;
    private int wordEnd;

    private EncodedWords(byte[] octets) {
        this.octets = octets;
        this.text = new StringBuilder(octets.length);
        this.pending = new Octets(octets.length);
    }

    static String decode(RawText raw) {
        byte[] octets = raw.array();
        for (int i = 0; i + 1 < octets.length; i++) {
            if (octets[i] == '=' && octets[i + 1] == '?') {
                return new EncodedWords(octets).decode();
            }
        }
        return raw.text();
    }

    private String decode() {
        int plainStart = 0;
        int at = 0;
        while (at < octets.length) {
            if (octets[at] == '=' && findWord(at)) {
                if (pending.isEmpty() || !isBlank(plainStart, at)) {
                    flush();
                    GuessedText.append(octets, plainStart, at, text);
                }
                addWord(at);
                at = wordEnd;
                plainStart = at;
            } else {
                at++;
            }
        }
        flush();
        GuessedText.append(octets, plainStart, octets.length, text);
        return text.toString();
    }

    /** White space between two encoded words is not part of the text (RFC 2047 section 6.2). */
    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Ascii.isBlank(octets[i]) && !Ascii.isLineEnd(octets[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether a proper word starts here; no part of it may hold a question mark. */
    private boolean findWord(int at) {
        int i = at + 1;
        if (i >= octets.length || octets[i] != '?') {
            return false;
        }
        int charsetStart = ++i;
        while (i < octets.length && Ascii.isTokenCharacter(octets[i])) {
            i++;
        }
        wordCharsetEnd = i;
        boolean hasEncoding =
                i > charsetStart
                        && i + 3 < octets.length
                        && octets[i] == '?'
                        && octets[i + 2] == '?';
        if (!hasEncoding) {
            return false;
        }
        int encoding = Ascii.lower(octets[i + 1]);
        i += 3;
        wordTextStart = i;
        while (i < octets.length && octets[i] != '?') {
            if (encoding == 'b' && !Base64Decoder.isPartOfWord(octets[i])) {
                return false;
            }
            i++;
        }
        wordEnd = i + 2;
        return (encoding == 'b' || encoding == 'q')
                && i + 1 < octets.length
                && octets[i + 1] == '=';
    }

    private void addWord(int at) {
        String wordCharset = charsetName(at + 2, wordCharsetEnd);
        if (!Ascii.equalsFolded(wordCharset, charset)) {
            flush();
            charset = wordCharset;
        }
        int textEnd = wordEnd - 2;
        if (Ascii.lower(octets[wordCharsetEnd + 1]) == 'b') {
            addBase64(textEnd);
        } else {
            addQuoted(textEnd);
        }
    }

    /** Without the language that RFC 2231 section 5 allows behind an asterisk. */
    private String charsetName(int from, int to) {
        String name = GuessedText.decode(octets, from, to);
        int language = name.indexOf('*');
        return language < 0 ? name : name.substring(0, language);
    }

    /** RFC 2047 section 4.1. */
    private void addBase64(int to) {
        TransferDecoder decoder = new Base64Decoder();
        byte[] decoded = new byte[to - wordTextStart + TransferDecoder.SURPLUS_OCTETS_MAX];
        pending.add(decoded, 0, decoder.decode(octets, wordTextStart, to, decoded));
        pending.add(decoded, 0, decoder.finish(decoded));
    }

    /** RFC 2047 section 4.2. */
    private void addQuoted(int to) {
        for (int i = wordTextStart; i < to; i++) {
            int c = octets[i];
            if (c == '=' && i + 2 < to) {
                int high = Ascii.hexDigit(octets[i + 1]);
                int low = Ascii.hexDigit(octets[i + 2]);
                if (high >= 0 && low >= 0) {
                    c = high << 4 | low;
                    i += 2;
                }
            }
            pending.add(c == '_' && octets[i] == '_' ? ' ' : c);
        }
    }

    private void flush() {
        if (!pending.isEmpty()) {
            text.append(Charsets.decode(pending.array(), 0, pending.length(), charset));
            pending.clear();
        }
    }
}
