package mailstead.maildir.adoption;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.mail.folder.NumberSet;
import mailstead.maildir.files.MessageName;

/**
 * A file that says which UIDs messages have: {@code dovecot-uidlist} of version 3 or 1, or {@code
 * courierimapuiddb}, which is like the latter. Immutable.
 *
 * <p>Version 3 begins with {@code 3 V<uidvalidity> N<uidnext> G<guid>} and goes on with {@code uid
 * fields :file}; version 1 begins with {@code 1 uidvalidity uidnext} and goes on with {@code uid
 * file}. Lines are appended without the header's UIDNEXT being changed, so that the lines count. A
 * line that cannot be read is left out: its message will get a new UID. A file that stands twice
 * has its last UID, as Dovecot has it.
 *
 * @param uidNext above all UIDs of the list
 * @param lines by the unique part of the file's name
 * @param skipped lines that could not be read, or stood twice
 * @param isContradicting whether one UID stands for two messages: then none can be believed
 */
record UidList(
        long uidValidity,
        long uidNext,
        Map<String, Line> lines,
        int skipped,
        boolean isContradicting) {

    /** More messages are in no folder. */
    private static final int LINES_MAX = 5_000_000;

    private static final int DIGITS_MAX = 10;

    /**
     * One message.
     *
     * @param wireOctets if the list tells
     * @param uidl its own POP3 unique id, if it has one
     */
    record Line(long uid, OptionalLong wireOctets, Optional<String> uidl) {}

    /** Empty if the header tells no UIDVALIDITY: then the list is of no use. */
    static Optional<UidList> parse(String text) {
        int end = text.indexOf('\n');
        if (end < 0) {
            return Optional.empty();
        }
        String[] header = text.substring(0, end).split(" ", -1);
        OptionalLong uidValidity = OptionalLong.empty();
        OptionalLong uidNext = OptionalLong.empty();
        if (header[0].equals("3")) {
            for (String field : header) {
                if (field.startsWith("V")) {
                    uidValidity = number(field.substring(1));
                } else if (field.startsWith("N")) {
                    uidNext = number(field.substring(1));
                }
            }
        } else if (header[0].equals("1") && header.length >= 3) {
            uidValidity = number(header[1]);
            uidNext = number(header[2]);
        }
        if (uidValidity.isEmpty()) {
            return Optional.empty();
        }
        Reading reading = new Reading(header[0].equals("3"), Math.max(1, uidNext.orElse(1)));
        reading.read(text, end + 1);
        return Optional.of(
                new UidList(
                        uidValidity.getAsLong(),
                        reading.uidNext,
                        reading.lines,
                        reading.skipped,
                        reading.isContradicting));
    }

    /** 1 to 2^32-1. */
    static OptionalLong number(String text) {
        if (text.isEmpty() || text.length() > DIGITS_MAX) {
            return OptionalLong.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return OptionalLong.empty();
            }
        }
        long number = Long.parseLong(text);
        return number >= 1 && number <= NumberSet.MAX
                ? OptionalLong.of(number)
                : OptionalLong.empty();
    }

    /** What has been read so far. Confined to its reader. */
    private static final class Reading {

        private final boolean hasFields;
        private final Map<String, Line> lines = new LinkedHashMap<>();
        private final Map<Long, String> owners = new HashMap<>();
        private long uidNext;
        private int skipped;
        private boolean isContradicting;

        Reading(boolean hasFields, long uidNext) {
            this.hasFields = hasFields;
            this.uidNext = uidNext;
        }

        void read(String text, int start) {
            int from = start;
            while (from < text.length()) {
                int newline = text.indexOf('\n', from);
                int end = newline < 0 ? text.length() : newline;
                // What was being appended when a server stopped may lack its end.
                if (newline < 0 || lines.size() >= LINES_MAX || !line(text.substring(from, end))) {
                    skipped++;
                }
                from = end + 1;
            }
        }

        private boolean line(String line) {
            int space = line.indexOf(' ');
            OptionalLong uid = space < 0 ? OptionalLong.empty() : number(line.substring(0, space));
            if (uid.isEmpty()) {
                return false;
            }
            OptionalLong wireOctets = OptionalLong.empty();
            Optional<String> uidl = Optional.empty();
            int name = space + 1;
            while (hasFields && name < line.length() && line.charAt(name) != ':') {
                int next = line.indexOf(' ', name);
                if (next < 0) {
                    return false;
                }
                String value = line.substring(Math.min(name + 1, next), next);
                switch (line.charAt(name)) {
                    case 'W' -> wireOctets = number(value);
                    case 'P' -> uidl = Optional.of(value);
                    default -> {
                        // A size on disk, a GUID, an order for POP3, or something newer.
                    }
                }
                name = next + 1;
            }
            String file = line.substring(Math.min(hasFields ? name + 1 : name, line.length()));
            return add(uid.getAsLong(), MessageName.parse(file).base(), wireOctets, uidl);
        }

        private boolean add(long uid, String base, OptionalLong wireOctets, Optional<String> uidl) {
            if (base.isEmpty() || uid == NumberSet.MAX) {
                return false;
            }
            uidNext = Math.max(uidNext, uid + 1);
            String owner = owners.putIfAbsent(uid, base);
            if (owner != null && !owner.equals(base)) {
                isContradicting = true;
                return false;
            }
            Line before = lines.get(base);
            if (before != null && before.uid() >= uid) {
                return false;
            }
            lines.put(base, new Line(uid, wireOctets, uidl));
            return before == null;
        }
    }
}
