package mailstead.maildir.adoption;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.MessageName;

/**
 * By which unique ids POP3 clients know the messages that another server had: of Dovecot, as its
 * setting {@code pop3_uidl_format} makes them out of the box, UID and UIDVALIDITY in eight
 * hexadecimal digits each, or the one that its list says in full; of Courier, {@code UID<n>-<v>}
 * from {@code courierpop3dsizelist}. Read from their files where they left them. Immutable.
 */
public final class ForeignUidls {

    private static final String COURIER = "courierpop3dsizelist";

    /** Nobody had any message. */
    public static final ForeignUidls NONE = new ForeignUidls(Map.of());

    private final Map<String, String> byBase;

    private ForeignUidls(Map<String, String> byBase) {
        this.byBase = byBase;
    }

    /** Those of the newer file; on the volume's threads, as the owner. */
    public static ForeignUidls read(Mailbox inbox) throws IOException {
        Optional<ForeignFile> dovecot = ForeignFile.read(inbox, ForeignLists.DOVECOT);
        Optional<ForeignFile> courier = ForeignFile.read(inbox, COURIER);
        boolean isDovecot =
                dovecot.isPresent()
                        && (courier.isEmpty()
                                || !courier.get().modified().isAfter(dovecot.get().modified()));
        if (isDovecot) {
            return UidList.parse(dovecot.get().text()).map(ForeignUidls::ofDovecot).orElse(NONE);
        }
        return courier.map(file -> ofCourier(file.text())).orElse(NONE);
    }

    /** What a message was known by, if another server had it. */
    public Optional<String> of(MessageName name) {
        return Optional.ofNullable(byBase.get(name.base()));
    }

    static ForeignUidls ofDovecot(UidList list) {
        Map<String, String> byBase = new HashMap<>();
        list.lines()
                .forEach((base, line) ->
                        byBase.put(
                                base,
                                line.uidl()
                                        .orElseGet(() ->
                                                String.format(
                                                        Locale.ROOT,
                                                        "%08x%08x",
                                                        line.uid(),
                                                        list.uidValidity()))));
        return new ForeignUidls(byBase);
    }

    /** Version 2 and 3: {@code /3 next uidvalidity}, then {@code file size n:v:utf8}. */
    static ForeignUidls ofCourier(String text) {
        Map<String, String> byBase = new HashMap<>();
        if (!text.startsWith("/2 ") && !text.startsWith("/3 ")) {
            return NONE;
        }
        text.lines()
                .skip(1)
                .forEach(line -> {
                    int last = line.lastIndexOf(' ');
                    int size = last < 0 ? -1 : line.lastIndexOf(' ', last - 1);
                    if (size > 0) {
                        courierUidl(line.substring(last + 1))
                                .ifPresent(uidl ->
                                        byBase.put(
                                                MessageName.parse(line.substring(0, size)).base(),
                                                uidl));
                    }
                });
        return new ForeignUidls(byBase);
    }

    /** Empty also for what was known by its file name. */
    private static Optional<String> courierUidl(String numbers) {
        String[] parts = numbers.split(":", -1);
        if (parts.length < 2) {
            return Optional.empty();
        }
        OptionalLong number = UidList.number(parts[0]);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        if (parts[1].equals("0")) {
            return Optional.of("UID" + number.getAsLong());
        }
        OptionalLong validity = UidList.number(parts[1]);
        return validity.isEmpty()
                ? Optional.empty()
                : Optional.of("UID" + number.getAsLong() + "-" + validity.getAsLong());
    }
}
