package mailstead.admin.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mailstead.service.provisioning.Problem;

/**
 * What a request says before its body.
 *
 * @param path its parts, decoded
 * @param query each parameter once, decoded
 * @param fields header fields by lower-case name, each value as it came
 */
record RequestHead(
        String method,
        List<String> path,
        Map<String, String> query,
        Map<String, List<String>> fields) {

    private static final int KEY_CHARACTERS_MAX = 255;
    private static final int ETAGS_MAX = 20;
    private static final int LIMIT_USUAL = 100;
    private static final int LIMIT_MAX = 500;

    /** Reads a path and a query as they stand on the request line. */
    static RequestHead of(
            String method, String path, String query, Map<String, List<String>> fields)
            throws Malformed {
        List<String> parts = new ArrayList<>();
        for (String part : path.substring(path.startsWith("/") ? 1 : 0).split("/", -1)) {
            parts.add(decoded(part, false));
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int middle = pair.indexOf('=');
            String name = decoded(middle < 0 ? pair : pair.substring(0, middle), true);
            String value = middle < 0 ? "" : decoded(pair.substring(middle + 1), true);
            if (parameters.put(name, value) != null) {
                throw new Malformed(400, "a parameter stands twice: " + name);
            }
        }
        return new RequestHead(method, parts, parameters, fields);
    }

    /** RFC 3986 section 2.1; what is decoded must be UTF-8 without control characters. */
    private static String decoded(String text, boolean plusIsSpace) throws Malformed {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
                if (low < 0) {
                    throw new Malformed(400, "the URL has a broken percent sign");
                }
                octets.write(16 * high + low);
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                octets.write(' ');
            } else {
                octets.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            String decoded =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(octets.toByteArray()))
                            .toString();
            if (decoded.chars().anyMatch(c -> c < 32 || c == 127)) {
                throw new Malformed(400, "the URL has control characters");
            }
            return decoded;
        } catch (CharacterCodingException _) {
            throw new Malformed(400, "the URL is not UTF-8");
        }
    }

    /** Refuses parameters that nobody looks at. */
    void demandKnown(Set<String> parameters) throws Malformed {
        List<Problem> unknown =
                query.keySet().stream()
                        .filter(name -> !parameters.contains(name))
                        .map(name ->
                                new Problem(
                                        "/" + name,
                                        "unknown parameter; known are "
                                                + new TreeSet<>(parameters)))
                        .toList();
        if (!unknown.isEmpty()) {
            throw new Malformed(400, "the query has parameters that mean nothing here", unknown);
        }
    }

    /** How long a page is to be. */
    int limit() throws Malformed {
        String given = query.getOrDefault("limit", Integer.toString(LIMIT_USUAL));
        if (!given.matches("[0-9]{1,3}")
                || Integer.parseInt(given) < 1
                || Integer.parseInt(given) > LIMIT_MAX) {
            throw wrong("limit", "must be 1 to " + LIMIT_MAX);
        }
        return Integer.parseInt(given);
    }

    static Malformed wrong(String parameter, String detail) {
        return new Malformed(
                400,
                "a parameter of the query is wrong",
                List.of(new Problem("/" + parameter, detail)));
    }

    /** A field that may be there once. */
    Optional<String> field(String name) throws Malformed {
        List<String> values = fields.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new Malformed(400, "a field stands twice: " + name);
        }
        return values.stream().findFirst().map(String::strip);
    }

    /** The token (RFC 6750 section 2.1); empty if there is none. */
    String bearer() throws Malformed {
        String given = field("authorization").orElse("");
        return given.regionMatches(true, 0, "Bearer ", 0, 7) ? given.substring(7).strip() : "";
    }

    /** RFC 9110 section 13.1.1: strong entity tags or {@code *}. */
    Optional<Set<String>> ifMatch() throws Malformed {
        List<String> values = fields.getOrDefault("if-match", List.of());
        if (values.isEmpty()) {
            return Optional.empty();
        }
        Set<String> tags = new TreeSet<>();
        for (String each : String.join(",", values).split(",", ETAGS_MAX + 1)) {
            String tag = each.strip();
            if (tag.equals("*")) {
                tags.add(tag);
            } else if (tag.matches("\"[\\x21\\x23-\\x7E]{1,64}\"")) {
                tags.add(tag.substring(1, tag.length() - 1));
            } else if (!tag.matches("W/\"[\\x21\\x23-\\x7E]{0,64}\"")) {
                throw new Malformed(400, "If-Match must be ETags in quotes, at most 20, or *");
            }
        }
        return Optional.of(tags);
    }

    /** The request's name; quotes around it are not part of it. */
    Optional<String> idempotencyKey() throws Malformed {
        Optional<String> given = field("idempotency-key");
        if (given.isEmpty()) {
            return given;
        }
        String key = given.get();
        if (key.length() > 2 && key.startsWith("\"") && key.endsWith("\"")) {
            key = key.substring(1, key.length() - 1);
        }
        if (key.length() > KEY_CHARACTERS_MAX || !key.matches("[\\x21-\\x7E]+")) {
            throw new Malformed(400, "Idempotency-Key must be 1 to 255 printable ASCII characters");
        }
        return Optional.of(key);
    }
}
