package mailstead.maildir.folder;

import mailstead.mail.folder.Change;

/**
 * A complete and durable file in {@code tmp} that is to become a message. Immutable.
 *
 * @param name its whole name, key included, without flags
 * @param stored octets on disk
 */
record Incoming(String name, long stored, Change.Arrival arrival) {

    Found found() {
        return new Found(Place.UNFINISHED, name);
    }
}
