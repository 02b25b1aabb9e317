package mailstead.maildir.folder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.Removals;
import mailstead.maildir.files.Mailbox;

/**
 * Takes over nothing but what the files say, and what a lost log still tells of messages that are
 * there. Immutable.
 */
public final class PlainGenesis implements Genesis {

    @Override
    public Ledger of(Mailbox folder, String mailboxId, long uidValidity, Optional<Ledger> salvaged)
            throws IOException {
        return salvaged.isPresent()
                ? renumbered(mailboxId, uidValidity, salvaged.get())
                : new Ledger(
                        FolderState.empty(mailboxId, uidValidity), 0, KeywordFile.read(folder));
    }

    @Override
    public OptionalLong uidValidity(Mailbox folder) {
        return OptionalLong.empty();
    }

    private static Ledger renumbered(String mailboxId, long uidValidity, Ledger lost) {
        FolderState before = lost.state();
        List<Message> messages = new ArrayList<>(before.size());
        for (Message message : before) {
            messages.add(
                    new Message(
                            messages.size() + 1L,
                            message.key(),
                            message.flags(),
                            before.highestModSeq(),
                            message.receivedSeconds(),
                            message.savedSeconds(),
                            message.wireOctets(),
                            message.copiedEmailId()));
        }
        // Whose files must not come back is worth knowing; which UIDs they had is not.
        List<Removals.Removal> removals =
                before.removals().remembered().stream()
                        .map(removal ->
                                new Removals.Removal(
                                        removal.modSeq(), NumberSet.EMPTY, removal.expungedKeys()))
                        .toList();
        FolderState state =
                FolderState.of(
                        mailboxId,
                        uidValidity,
                        messages.size() + 1L,
                        before.highestModSeq(),
                        messages,
                        new Removals(removals, before.highestModSeq()));
        return new Ledger(state, lost.modSeqBase(), lost.letters());
    }
}
