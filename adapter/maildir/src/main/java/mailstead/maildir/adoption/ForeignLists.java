package mailstead.maildir.adoption;

import java.io.IOException;
import java.util.Optional;
import mailstead.maildir.files.Mailbox;

/**
 * The newer of the lists of UIDs that a folder has, if it has any. Immutable.
 *
 * @param server {@code dovecot} or {@code courier}
 */
record ForeignLists(String server, UidList list) {

    static final String DOVECOT = "dovecot-uidlist";
    static final String COURIER = "courierimapuiddb";

    /** On the volume's threads, as the owner. */
    static Optional<ForeignLists> read(Mailbox folder) throws IOException {
        Optional<ForeignFile> dovecot = ForeignFile.read(folder, DOVECOT);
        Optional<ForeignFile> courier = ForeignFile.read(folder, COURIER);
        boolean isDovecot =
                dovecot.isPresent()
                        && (courier.isEmpty()
                                || !courier.get().modified().isAfter(dovecot.get().modified()));
        String server = isDovecot ? "dovecot" : "courier";
        return (isDovecot ? dovecot : courier)
                .flatMap(file -> UidList.parse(file.text()))
                .map(list -> new ForeignLists(server, list));
    }
}
