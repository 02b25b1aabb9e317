package mailstead.maildir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.mail.Content;
import mailstead.mail.MailException;
import mailstead.spi.Maildrop;

/** A mailbox's INBOX as one POP3 session sees it. Confined to its session. */
final class MaildirDrop implements Maildrop {

    private final Mailbox mailbox;
    private final Troubles troubles;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Located> byUid = new HashMap<>();

    /** Where a message was last seen. */
    record Located(String folder, MessageName name) {
        String path() {
            return folder + "/" + name.text();
        }
    }

    private MaildirDrop(Mailbox mailbox, Troubles troubles) {
        this.mailbox = mailbox;
        this.troubles = troubles;
    }

    static MaildirDrop open(Mailbox mailbox, Troubles troubles) throws MailException {
        MaildirDrop drop = new MaildirDrop(mailbox, troubles);
        try {
            List<Located> found = mailbox.volume().threads().call(() -> mailbox.run(() -> listing(mailbox)));
            for (Located located : found) {
                String uid = located.name().base();
                drop.byUid.put(uid, located);
                drop.entries.add(new Entry(uid, located.name().onWire().orElse(0)));
            }
        } catch (IOException e) {
            throw troubles.explain(mailbox.volume().name(), e);
        }
        return drop;
    }

    /** {@code new} before {@code cur}: a message that moves between them meanwhile is seen at least once. */
    static List<Located> listing(Mailbox mailbox) throws IOException {
        Map<String, Located> found = new LinkedHashMap<>();
        for (String folder : List.of(mailbox.fresh(), mailbox.cur())) {
            for (FileSystem.Entry entry : listOrNothing(mailbox, folder)) {
                boolean isFile =
                        entry.kind() == FileSystem.Kind.FILE || entry.kind() == FileSystem.Kind.UNKNOWN;
                if (isFile && !entry.name().startsWith(".")) {
                    MessageName name = MessageName.parse(entry.name());
                    found.put(name.key(), new Located(folder, name));
                }
            }
        }
        return found.values().stream()
                .sorted(
                        Comparator.comparingLong((Located l) -> l.name().seconds())
                                .thenComparing(l -> l.name().key()))
                .toList();
    }

    /** A folder that is not there is an empty one, but only on a volume that is there now. */
    private static List<FileSystem.Entry> listOrNothing(Mailbox mailbox, String folder) throws IOException {
        try {
            return mailbox.files().list(folder);
        } catch (FileFailure e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            mailbox.volume().seeMarker();
            return List.of();
        }
    }

    @Override
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public Content read(Entry entry) throws MailException, Gone {
        Located located = located(entry);
        Optional<byte[]> octets;
        try {
            octets = mailbox.volume().threads().call(() -> mailbox.run(() -> contentOf(located)));
        } catch (IOException e) {
            throw troubles.explain(mailbox.volume().name(), e);
        }
        byte[] all = octets.orElseThrow(Gone::new);
        return new Content() {
            @Override
            public long size() {
                return all.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(all);
            }
        };
    }

    private Optional<byte[]> contentOf(Located located) throws IOException {
        try (FileSystem.File file = mailbox.files().open(located.path())) {
            byte[] buffer = new byte[(int) located.name().stored().orElse(1 << 20) + 1];
            int count = Math.max(0, file.read(buffer, 0, buffer.length));
            return Optional.of(
                    located.name().isVerbatim()
                            ? java.util.Arrays.copyOf(buffer, count)
                            : new LineEnds.ToCrlf().convert(buffer, 0, count));
        } catch (FileFailure e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void remove(List<Entry> removed) throws MailException {
        for (Entry entry : removed) {
            Located located = located(entry);
            try {
                mailbox.volume()
                        .threads()
                        .call(
                                () ->
                                        mailbox.run(
                                                () -> {
                                                    unlink(located);
                                                    return located;
                                                }));
            } catch (IOException e) {
                throw troubles.explain(mailbox.volume().name(), e);
            }
        }
    }

    private void unlink(Located located) throws IOException {
        try {
            mailbox.files().unlink(located.path());
        } catch (FileFailure e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    private Located located(Entry entry) {
        Located located = byUid.get(entry.uid());
        if (located == null) {
            throw new IllegalArgumentException("not an entry of this maildrop");
        }
        return located;
    }
}
