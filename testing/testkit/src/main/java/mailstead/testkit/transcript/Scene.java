package mailstead.testkit.transcript;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailstead.testkit.transcript.Client.Received;

/** One performance of a transcript: the clients so far and what the holes were filled with. */
public final class Scene {

    private static final Pattern HOLE = Pattern.compile("<([a-z][a-z0-9-]*)>");

    private final Stage stage;
    private final Map<String, Client> clients = new HashMap<>();
    private final Map<String, String> holes = new HashMap<>();
    private String current = "1";

    Scene(Stage stage) {
        this.stage = stage;
    }

    public Stage stage() {
        return stage;
    }

    /** The stage of a transcript that is played in memory. */
    public MemoryStage memoryStage() {
        return (MemoryStage) stage;
    }

    /** The client the directive is about, connected if it was not. */
    public Client client() throws IOException {
        Client client = clients.get(current);
        if (client == null) {
            client = stage.connect(false);
            clients.put(current, client);
        }
        return client;
    }

    public MemoryClient memoryClient() throws IOException {
        return (MemoryClient) client();
    }

    /** What a hole was filled with, for directives that check it. */
    public String hole(String name) {
        String value = holes.get(name);
        if (value == null) {
            throw new AssertionError("nothing has filled <" + name + ">");
        }
        return value;
    }

    void turnTo(String client) {
        current = client;
    }

    /**
     * In memory: waits until every session waits for us or has ended, so that directives come at a
     * known moment.
     */
    void settle() {
        if (stage instanceof MemoryStage inMemory) {
            inMemory.settle();
        }
    }

    void startTls() throws IOException {
        if (clients.containsKey(current)) {
            client().startTls();
        } else {
            clients.put(current, stage.connect(true));
        }
    }

    /** Fills the holes of a client's line; those that nothing has filled stay as they are. */
    String filled(String text) {
        return HOLE.matcher(text)
                .replaceAll(hole ->
                        Matcher.quoteReplacement(holes.getOrDefault(hole.group(1), hole.group())));
    }

    void expect(String expected) throws IOException {
        settle(); // what one client says may be told to another
        switch (client().readLine()) {
            case Received.Line(byte[] octets) -> match(expected, text(octets));
            case Received.Closed(byte[] rest) ->
                    throw new AssertionError(
                            "expected: " + expected + "\nbut the server closed" + after(rest));
            case Received.Nothing(byte[] rest) ->
                    throw new AssertionError(
                            "expected: "
                                    + expected
                                    + "\nbut the server waits for us"
                                    + after(rest));
        }
    }

    void expectClosed(boolean perhapsCut) throws IOException {
        while (true) {
            switch (client().readLine()) {
                case Received.Line(byte[] octets) -> {
                    if (!perhapsCut) {
                        throw new AssertionError("expected the end\nbut received: " + text(octets));
                    }
                }
                case Received.Closed(byte[] rest) -> {
                    if (!perhapsCut && rest.length > 0) {
                        throw new AssertionError(
                                "expected the end\nbut the server closed" + after(rest));
                    }
                    return;
                }
                case Received.Nothing(byte[] rest) ->
                        throw new AssertionError(
                                "expected the end\nbut the server waits for us" + after(rest));
            }
        }
    }

    void expectSilence() throws IOException {
        switch (client().readLine()) {
            case Received.Line(byte[] octets) ->
                    throw new AssertionError("expected silence\nbut received: " + text(octets));
            case Received.Closed(byte[] rest) ->
                    throw new AssertionError(
                            "expected silence\nbut the server closed" + after(rest));
            case Received.Nothing(byte[] rest) -> {
                if (rest.length > 0) {
                    throw new AssertionError(
                            "expected silence\nbut the server waits" + after(rest));
                }
            }
        }
    }

    /** In memory: nobody may have said more than was expected. */
    void expectNothingLeft() throws IOException {
        for (Map.Entry<String, Client> client : clients.entrySet()) {
            if (client.getValue() instanceof MemoryClient inMemory) {
                byte[] rest = inMemory.readAll();
                if (rest.length > 0) {
                    throw new AssertionError(
                            "at the end client " + client.getKey() + " still had: " + text(rest));
                }
            }
        }
    }

    private void match(String expected, String actual) {
        StringBuilder regex = new StringBuilder();
        Map<String, Integer> groups = new HashMap<>();
        Matcher hole = HOLE.matcher(expected);
        int literalStart = 0;
        int group = 0;
        while (hole.find()) {
            regex.append(Pattern.quote(expected.substring(literalStart, hole.start())));
            literalStart = hole.end();
            String name = hole.group(1);
            if (holes.containsKey(name)) {
                regex.append(Pattern.quote(holes.get(name)));
            } else if (groups.containsKey(name)) {
                regex.append('\\').append(groups.get(name));
            } else {
                regex.append("(.+)");
                group++;
                groups.put(name, group);
            }
        }
        regex.append(Pattern.quote(expected.substring(literalStart)));
        Matcher found = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(actual);
        if (!found.matches()) {
            throw new AssertionError("expected: " + filled(expected) + "\nbut received: " + actual);
        }
        groups.forEach((name, number) -> holes.put(name, found.group(number)));
    }

    private static String after(byte[] rest) {
        return rest.length == 0 ? "" : " after: " + text(rest);
    }

    private static String text(byte[] octets) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException _) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }
}
