package mailstead.maildir.adoption;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.fs.FileSystem;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.Removals;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.MessageName;
import mailstead.maildir.folder.FolderLog;
import mailstead.maildir.folder.Genesis;
import mailstead.maildir.folder.Ledger;
import mailstead.maildir.folder.PlainGenesis;

/**
 * Begins a folder's log with what Dovecot or Courier said of it, so that their clients need not
 * load anything again: UIDVALIDITY, UIDNEXT, UIDs, keywords, and the flags and dates of the files.
 * A list of UIDs that contradicts itself is not believed: the folder gets a new UIDVALIDITY, and
 * keeps flags and keywords. Shared.
 *
 * <p>It is done once. The files of the other server stay as they are and grow stale; a folder that
 * has a directory for its log, however damaged, is never taken over again, because UIDs that the
 * list does not know may have been given since.
 */
public final class AdoptingGenesis implements Genesis {

    /**
     * Other servers' modification sequences are not known, only that they were lower: whoever asks
     * what changed since one of theirs is told everything.
     */
    private static final long MODSEQ_BASE = 1L << 32;

    private final Genesis plain = new PlainGenesis();
    private final String session;
    private final EventSink events;

    /**
     * @param session what stands for the process in events that no client caused
     */
    public AdoptingGenesis(String session, EventSink events) {
        this.session = session;
        this.events = events;
    }

    @Override
    public OptionalLong uidValidity(Mailbox folder) throws IOException {
        String log = folder.folder(FolderLog.NAME);
        if (Listing.unlessGone(() -> folder.files().stat(log)).isPresent()) {
            return OptionalLong.empty();
        }
        Optional<ForeignLists> found = ForeignLists.read(folder);
        return found.isPresent() && !found.get().list().isContradicting()
                ? OptionalLong.of(found.get().list().uidValidity())
                : OptionalLong.empty();
    }

    @Override
    public Ledger of(Mailbox folder, String mailboxId, long uidValidity, Optional<Ledger> salvaged)
            throws IOException {
        if (salvaged.isPresent()) {
            return plain.of(folder, mailboxId, uidValidity, salvaged);
        }
        Optional<ForeignLists> found = ForeignLists.read(folder);
        KeywordLetters letters = KeywordLetters.read(folder);
        if (found.isEmpty()) {
            return new Ledger(FolderState.empty(mailboxId, uidValidity), 0, letters.words());
        }
        ForeignLists lists = found.get();
        UidList list = lists.list();
        CourierKeywords keywords =
                lists.server().equals("courier")
                        ? CourierKeywords.read(folder)
                        : CourierKeywords.NONE;
        boolean isRenumbered = list.isContradicting() || list.uidValidity() != uidValidity;
        List<Message> messages = new ArrayList<>();
        Collection<MessageName> without = new ArrayList<>();
        Files files = new Files(folder, letters, keywords);
        for (MessageName name : files.names(list)) {
            UidList.Line line = list.lines().get(name.base());
            if (line == null || isRenumbered) {
                without.add(name);
            } else {
                files.message(name, line).ifPresent(messages::add);
            }
        }
        messages.sort(Comparator.comparingLong(Message::uid));
        long uidNext = isRenumbered ? 1 : list.uidNext();
        if (isRenumbered && !keywords.byBase().isEmpty()) {
            uidNext = files.renumber(without, messages);
            without.clear();
        }
        Ledger ledger =
                new Ledger(
                        FolderState.of(
                                mailboxId,
                                uidValidity,
                                uidNext,
                                MODSEQ_BASE,
                                messages,
                                Removals.noneSince(MODSEQ_BASE)),
                        MODSEQ_BASE,
                        letters.words());
        events.emit(
                new Event.FolderAdopted(
                        session,
                        folder.volume().name() + "/" + folder.home(),
                        lists.server(),
                        uidValidity,
                        messages.size(),
                        without.size(),
                        list.skipped() + keywords.skipped() + letters.skipped(),
                        isRenumbered));
        return ledger;
    }

    /** The files that a folder has now. Confined to its maker. */
    private record Files(Mailbox folder, KeywordLetters letters, CourierKeywords keywords) {

        /**
         * Oldest first, each unique part once. {@code cur} is listed again if something is missing:
         * a listing may lack what is renamed meanwhile.
         */
        List<MessageName> names(UidList list) throws IOException {
            Map<String, MessageName> byBase = new HashMap<>();
            list(folder.fresh(), byBase);
            list(folder.cur(), byBase);
            if (!byBase.keySet().containsAll(list.lines().keySet())) {
                list(folder.cur(), byBase);
            }
            List<MessageName> names = new ArrayList<>(byBase.values());
            names.sort(
                    Comparator.<MessageName>comparingLong(name -> name.seconds())
                            .thenComparing(MessageName::base));
            return names;
        }

        private void list(String path, Map<String, MessageName> byBase) throws IOException {
            for (FileSystem.Entry entry : Listing.namesIn(folder, path)) {
                if (Listing.isMessage(entry)) {
                    MessageName name = MessageName.parse(entry.name());
                    byBase.put(name.base(), name);
                }
            }
        }

        /** Empty if the file has gone meanwhile. */
        Optional<Message> message(MessageName name, UidList.Line line) throws IOException {
            OptionalLong modified = modifiedSeconds(name);
            if (modified.isEmpty()) {
                return Optional.empty();
            }
            long seconds = modified.getAsLong();
            Flags flags =
                    letters.flags(name.text())
                            .plus(
                                    Flags.ofKeywords(
                                            keywords.byBase()
                                                    .getOrDefault(name.base(), List.of())
                                                    .toArray(String[]::new)));
            long wire = name.onWire().orElse(line.wireOctets().orElse(-1));
            return Optional.of(
                    new Message(
                            line.uid(),
                            name.base(),
                            flags,
                            MODSEQ_BASE,
                            seconds,
                            seconds,
                            wire,
                            ""));
        }

        /** A file's date is the message's, as both servers have it. */
        private OptionalLong modifiedSeconds(MessageName name) throws IOException {
            for (String path : List.of(folder.cur(), folder.fresh(), folder.cur())) {
                Optional<FileSystem.Stat> stat =
                        Listing.unlessGone(() -> folder.files().stat(path + "/" + name.text()));
                if (stat.isPresent()) {
                    return OptionalLong.of(stat.get().modified().getEpochSecond());
                }
            }
            return OptionalLong.empty();
        }

        /**
         * Gives UIDs from 1 on, oldest first: keywords that no file name says must not be lost.
         *
         * @return UIDNEXT
         */
        long renumber(Collection<MessageName> names, List<Message> messages) throws IOException {
            long uid = 1;
            for (MessageName name : names) {
                UidList.Line line = new UidList.Line(uid, OptionalLong.empty(), Optional.empty());
                Optional<Message> message = message(name, line);
                if (message.isPresent()) {
                    messages.add(message.get());
                    uid++;
                }
            }
            return uid;
        }
    }
}
