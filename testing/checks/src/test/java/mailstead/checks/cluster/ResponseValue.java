package mailstead.checks.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import mailstead.node.client.ImapClient;

/** A value in an IMAP response, however it was written: quoted or literal is the same. */
sealed interface ResponseValue {

    /** Absent. */
    record Nil() implements ResponseValue {
        @Override
        public String toString() {
            return "NIL";
        }
    }

    /** A string; octets as Latin-1. */
    record Text(String text) implements ResponseValue {
        @Override
        public String toString() {
            return '"' + text + '"';
        }
    }

    /** A number, or what an item is called. */
    record Word(String text) implements ResponseValue {
        @Override
        public String toString() {
            return text;
        }
    }

    /** In parentheses. */
    record Items(List<ResponseValue> list) implements ResponseValue {
        public Items {
            list = List.copyOf(list);
        }

        ResponseValue get(int index) {
            return list.get(index);
        }

        int size() {
            return list.size();
        }

        /** The value behind this name. */
        ResponseValue named(String name) {
            for (int i = 0; i + 1 < list.size(); i += 2) {
                if (list.get(i) instanceof Word(String text) && text.equalsIgnoreCase(name)) {
                    return list.get(i + 1);
                }
            }
            throw new AssertionError("no " + name + " in " + this);
        }

        @Override
        public String toString() {
            return list.toString();
        }
    }

    /** What stands in the parentheses of a FETCH response. */
    static Items fetched(ImapClient.Response response) {
        Reader reader = new Reader(response);
        reader.at = response.text().indexOf('(');
        return (Items) reader.value();
    }

    /** Confined to one response. */
    final class Reader {
        private final String text;
        private final Iterator<byte[]> literals;
        private int at;

        private Reader(ImapClient.Response response) {
            this.text = response.text();
            this.literals = response.literals().iterator();
        }

        private ResponseValue value() {
            return switch (text.charAt(at)) {
                case '(' -> items();
                case '"' -> quoted();
                case '{', '~' -> {
                    at = text.indexOf('}', at) + 1;
                    yield new Text(new String(literals.next(), StandardCharsets.ISO_8859_1));
                }
                default -> word();
            };
        }

        private Items items() {
            List<ResponseValue> items = new ArrayList<>();
            at++;
            while (text.charAt(at) != ')') {
                if (text.charAt(at) == ' ') {
                    at++;
                } else {
                    items.add(value());
                }
            }
            at++;
            return new Items(items);
        }

        private Text quoted() {
            StringBuilder quoted = new StringBuilder();
            at++;
            while (text.charAt(at) != '"') {
                if (text.charAt(at) == '\\') {
                    at++;
                }
                quoted.append(text.charAt(at++));
            }
            at++;
            return new Text(quoted.toString());
        }

        private ResponseValue word() {
            int start = at;
            while (" ()".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String word = text.substring(start, at);
            return word.toUpperCase(Locale.ROOT).equals("NIL") ? new Nil() : new Word(word);
        }
    }
}
