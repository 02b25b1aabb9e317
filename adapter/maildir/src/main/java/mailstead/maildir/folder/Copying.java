package mailstead.maildir.folder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.fs.VolumeThreads;
import mailstead.mail.MailException;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.MessageName;
import mailstead.maildir.files.Usages;
import mailstead.spi.FolderGone;
import mailstead.spi.Headway;
import mailstead.spi.MailFolder;

/**
 * Copies messages into a folder: their files are linked into its {@code tmp} under new keys, or
 * copied where they cannot be linked, and then become messages there together. Confined to one
 * call.
 */
final class Copying {

    /** How often a message may move between being found and being linked. */
    private static final int ATTEMPTS_MAX = 4;

    private static final int MODE = 0600;
    private static final int PIECE_OCTETS = 64 * 1024;

    /** Why a file cannot be linked though it can be read. */
    private static final Set<Errno> NO_LINKS =
            Set.of(Errno.EXDEV, Errno.EPERM, Errno.EMLINK, Errno.EACCES);

    private final OpenFolder source;
    private final OpenFolder target;
    private final Workshop workshop;
    private final Headway headway;
    private final Map<Message, Incoming> copies = new LinkedHashMap<>();
    private boolean isLinking;

    /**
     * @param headway half of it for the files, half for making them messages
     */
    Copying(OpenFolder source, OpenFolder target, Workshop workshop, Headway headway) {
        this.source = source;
        this.target = target;
        this.workshop = workshop;
        this.headway = headway;
        this.isLinking = source.mailbox().volume() == target.mailbox().volume();
    }

    MailFolder.Copied copy(NumberSet uids) throws MailException, FolderGone {
        List<Message> messages = source.known().messages(uids);
        try {
            Publication publication = new Publication(target, workshop, headway);
            if (!messages.isEmpty()) {
                publication.requireRoom(need(messages));
            }
            gather(messages);
            List<Message> copied =
                    copies.isEmpty()
                            ? List.of()
                            : publication.publish(List.copyOf(copies.values()));
            return new MailFolder.Copied(
                    target.known().uidValidity(),
                    copies.keySet().stream().map(Message::uid).toList(),
                    copied);
        } catch (IOException e) {
            throw target.explain(e);
        }
    }

    /** What was copied. */
    Set<Message> originals() {
        return copies.keySet();
    }

    private Usages.Need need(List<Message> messages) {
        long octets = 0;
        for (Message message : messages) {
            octets += source.storedOctets(message);
        }
        return new Usages.Need(octets, messages.size());
    }

    /** All copies, in the order of the messages; those that are gone are left out. */
    private void gather(List<Message> messages) throws IOException, MailException, FolderGone {
        Map<Message, Incoming> made = new LinkedHashMap<>();
        try {
            List<Message> left = messages;
            for (int attempt = 0; !left.isEmpty(); attempt++) {
                if (attempt == ATTEMPTS_MAX) {
                    throw new FileFailure("link", left.getFirst().key(), Errno.ESTALE);
                }
                if (attempt > 0) {
                    source.look(true);
                    left = left.stream().filter(source::stateHas).toList();
                }
                List<Message> moved = new ArrayList<>();
                for (List<Message> some : OpenFolder.portions(left)) {
                    moved.addAll(gatherSome(some, made));
                    headway.at(made.size() / 2, messages.size());
                }
                left = moved;
            }
        } catch (IOException | MailException | FolderGone e) {
            made.values().forEach(copy -> Publication.discard(target, copy.found()));
            throw e;
        }
        for (Message message : messages) {
            Optional.ofNullable(made.get(message)).ifPresent(copy -> copies.put(message, copy));
        }
    }

    /** Gives those that were not where they were last seen. */
    private List<Message> gatherSome(List<Message> some, Map<Message, Incoming> made)
            throws IOException {
        List<Message> moved = new ArrayList<>();
        if (isLinking) {
            Linked linked = target.visit(new Linking(some));
            made.putAll(linked.made());
            moved.addAll(linked.moved());
            copyEach(linked.refused(), made, moved);
        } else {
            copyEach(some, made, moved);
        }
        return moved;
    }

    /**
     * @param moved were not where they were last seen
     * @param refused can only be copied
     */
    private record Linked(Map<Message, Incoming> made, List<Message> moved, List<Message> refused) {
        static Linked none() {
            return new Linked(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    /** On the target's threads, as its owner; leaves nothing if it fails. */
    private final class Linking implements VolumeThreads.Task<Linked> {

        private final List<Message> some;
        private boolean isTargetSeen;

        Linking(List<Message> some) {
            this.some = some;
        }

        @Override
        public Linked run() throws IOException {
            Linked linked = Linked.none();
            isTargetSeen = false;
            try {
                for (Message message : some) {
                    Optional<Found> found = source.whereabouts().find(message.key());
                    if (found.isEmpty()) {
                        linked.moved().add(message);
                    } else {
                        link(message, found.get(), linked);
                    }
                }
            } catch (IOException e) {
                undo(linked);
                throw e;
            }
            return linked;
        }

        private void link(Message message, Found found, Linked linked) throws IOException {
            try {
                linked.made().put(message, Copying.this.link(message, found));
            } catch (FileFailure e) {
                if (NO_LINKS.contains(e.errno())) {
                    linked.refused().add(message);
                } else if (e.errno() == Errno.ENOENT) {
                    if (!isTargetSeen) {
                        // Fails as well if it is the target that is missing.
                        target.mailbox().files().list(target.files().path(Place.UNFINISHED));
                        isTargetSeen = true;
                    }
                    linked.moved().add(message);
                } else {
                    throw e;
                }
            }
        }

        private void undo(Linked linked) {
            try {
                for (Incoming copy : linked.made().values()) {
                    target.files().unlink(copy.found());
                }
            } catch (IOException _) {
                // They were never visible; what is left in tmp is collected after 36 hours.
            }
        }

        @Override
        public void abandoned(Linked unwanted) {
            undo(unwanted);
        }
    }

    private Incoming link(Message message, Found found) throws IOException {
        String from = source.files().path(found);
        MessageName name = MessageName.parse(found.name());
        long stored =
                name.stored().isPresent()
                        ? name.stored().getAsLong()
                        : target.mailbox().files().stat(from).size();
        Incoming incoming = incoming(message, name, stored);
        target.mailbox().files().link(from, target.files().path(incoming.found()));
        return incoming;
    }

    /** The copy's name says what the original's says, but for the key. */
    private Incoming incoming(Message message, MessageName original, long stored) {
        String key = workshop.names().next(message.receivedSeconds());
        String sizes = original.key().substring(original.base().length());
        Change.Arrival arrival =
                new Change.Arrival(
                        key,
                        message.flags(),
                        message.receivedSeconds(),
                        workshop.clock().instant().getEpochSecond(),
                        message.wireOctets(),
                        message.emailId());
        String name = key + (original.stored().isPresent() ? sizes : ",S=" + stored + sizes);
        return new Incoming(name, stored, arrival);
    }

    private void copyEach(List<Message> some, Map<Message, Incoming> made, List<Message> moved)
            throws IOException {
        for (Message message : some) {
            Optional<Found> found = source.whereabouts().find(message.key());
            Optional<Incoming> copy =
                    found.isPresent() ? copyFile(message, found.get()) : Optional.empty();
            if (copy.isPresent()) {
                made.put(message, copy.get());
            } else {
                moved.add(message);
            }
        }
    }

    /** Octet for octet as it is stored; empty if it is not there any more. */
    private Optional<Incoming> copyFile(Message message, Found found) throws IOException {
        Optional<Opened> opened = open(found);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Incoming incoming =
                incoming(message, MessageName.parse(found.name()), opened.get().octets());
        String path = target.files().path(incoming.found());
        FileSystem.File from = opened.get().file();
        try {
            FileSystem.File to = target.visit(new Creating(path));
            try {
                pour(from, to);
                target.visit(() -> {
                    to.sync();
                    to.close();
                    return to;
                });
            } catch (IOException e) {
                target.mailbox().volume().threads().closeLater(to);
                Publication.discard(target, incoming.found());
                throw e;
            }
        } finally {
            source.mailbox().volume().threads().closeLater(from);
        }
        return Optional.of(incoming);
    }

    private void pour(FileSystem.File from, FileSystem.File to) throws IOException {
        while (true) {
            byte[] piece = new byte[PIECE_OCTETS];
            int count = source.visit(() -> from.read(piece, 0, piece.length));
            if (count > 0) {
                target.visit(() -> {
                    to.write(piece, 0, count);
                    return to;
                });
            }
            if (count < piece.length) {
                return;
            }
        }
    }

    private record Opened(FileSystem.File file, long octets) {}

    private Optional<Opened> open(Found found) throws IOException {
        try {
            return Optional.of(
                    source.mailbox()
                            .volume()
                            .threads()
                            .call(new Opening(source.mailbox(), source.files().path(found))));
        } catch (FileFailure e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private record Opening(Mailbox mailbox, String path) implements VolumeThreads.Task<Opened> {
        @Override
        public Opened run() throws IOException {
            return mailbox.run(() ->
                    new Opened(mailbox.files().open(path), mailbox.files().stat(path).size()));
        }

        @Override
        public void abandoned(Opened unwanted) throws IOException {
            unwanted.file().close();
        }
    }

    /** A new file in the target's {@code tmp}. */
    private final class Creating implements VolumeThreads.Task<FileSystem.File> {

        private final String path;

        Creating(String path) {
            this.path = path;
        }

        @Override
        public FileSystem.File run() throws IOException {
            return target.mailbox().files().create(path, MODE);
        }

        @Override
        public void abandoned(FileSystem.File unwanted) throws IOException {
            unwanted.close();
            target.mailbox().files().unlink(path);
        }
    }
}
