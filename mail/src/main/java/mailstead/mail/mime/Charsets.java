package mailstead.mail.mime;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Map;
import java.util.Optional;

/** Charsets by the names that mail gives them. */
final class Charsets {

    /** Longer than any name that is one. */
    private static final int NAME_CHARACTERS_MAX = 64;

    /**
     * Names that the JDK does not know, and names whose text is in truth a larger charset's (as
     * browsers have it, WHATWG Encoding): nobody who writes ISO-8859-1 means its control
     * characters.
     */
    private static final Map<String, String> ALIASES =
            Map.ofEntries(
                    Map.entry("iso-8859-1", "windows-1252"),
                    Map.entry("iso8859-1", "windows-1252"),
                    Map.entry("iso_8859-1", "windows-1252"),
                    Map.entry("latin1", "windows-1252"),
                    Map.entry("latin-1", "windows-1252"),
                    Map.entry("ansi", "windows-1252"),
                    Map.entry("x-ansi", "windows-1252"),
                    Map.entry("cp-1252", "windows-1252"),
                    Map.entry("iso-8859-9", "windows-1254"),
                    Map.entry("iso-8859-11", "x-windows-874"),
                    Map.entry("tis-620", "x-windows-874"),
                    Map.entry("iso-8859-8-i", "ISO-8859-8"),
                    Map.entry("iso-8859-8-e", "ISO-8859-8"),
                    Map.entry("iso-8859-6-i", "ISO-8859-6"),
                    Map.entry("iso-8859-6-e", "ISO-8859-6"),
                    Map.entry("gb2312", "GB18030"),
                    Map.entry("gbk", "GB18030"),
                    Map.entry("x-gbk", "GB18030"),
                    Map.entry("cp936", "GB18030"),
                    Map.entry("hz-gb-2312", "GB18030"),
                    Map.entry("shift_jis", "windows-31j"),
                    Map.entry("shift-jis", "windows-31j"),
                    Map.entry("x-sjis", "windows-31j"),
                    Map.entry("sjis", "windows-31j"),
                    Map.entry("iso-2022-jp-3", "ISO-2022-JP"),
                    Map.entry("iso-2022-jp-2004", "ISO-2022-JP"),
                    Map.entry("x-euc-jp", "EUC-JP"),
                    Map.entry("euc-kr", "x-windows-949"),
                    Map.entry("ks_c_5601-1987", "x-windows-949"),
                    Map.entry("ks_c_5601", "x-windows-949"),
                    Map.entry("ksc5601", "x-windows-949"),
                    Map.entry("big5", "Big5-HKSCS"),
                    Map.entry("x-big5", "Big5-HKSCS"),
                    Map.entry("cn-big5", "Big5-HKSCS"),
                    Map.entry("utf8", "UTF-8"),
                    Map.entry("utf-8n", "UTF-8"),
                    Map.entry("x-utf-8", "UTF-8"),
                    Map.entry("unicode-1-1-utf-8", "UTF-8"),
                    Map.entry("x-mac-roman", "x-MacRoman"),
                    Map.entry("macintosh", "x-MacRoman"),
                    Map.entry("mac", "x-MacRoman"),
                    Map.entry("koi8r", "KOI8-R"),
                    Map.entry("koi8u", "KOI8-U"),
                    Map.entry("koi8-ru", "KOI8-U"));

    private Charsets() {}

    /**
     * The charset of this name, without regard to ASCII case; empty for one that is unknown, and
     * for ASCII: what calls itself that and has other octets is something else.
     */
    static Optional<Charset> named(String name) {
        String folded = Ascii.lower(name.strip());
        if (folded.isEmpty() || folded.length() > NAME_CHARACTERS_MAX) {
            return Optional.empty();
        }
        try {
            Charset charset = Charset.forName(ALIASES.getOrDefault(folded, folded));
            return Optional.of(charset).filter(found -> !found.equals(StandardCharsets.US_ASCII));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return Optional.empty();
        }
    }

    /**
     * The characters of these octets; wrong ones become U+FFFD. Guesses where the name is no help.
     */
    static String decode(byte[] octets, int from, int to, String charset) {
        Optional<Charset> named = named(charset);
        return named.isPresent()
                ? new String(octets, from, to - from, named.get())
                : GuessedText.decode(octets, from, to);
    }
}
