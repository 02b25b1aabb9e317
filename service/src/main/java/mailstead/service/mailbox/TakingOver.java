package mailstead.service.mailbox;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mailstead.mail.MailException;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.spi.FolderGone;
import mailstead.spi.MailFolder;

/**
 * Moves all messages of a folder into one that was made for them, perhaps not for the first time:
 * what an earlier attempt has copied is not copied again, but only removed. A copy is known by its
 * {@code EMAILID}. Confined to one call.
 */
final class TakingOver {

    private final MailFolder from;
    private final MailFolder to;

    TakingOver(MailFolder from, MailFolder to) {
        this.from = from;
        this.to = to;
    }

    void run() throws MailException, FolderGone {
        Map<String, Integer> there = new HashMap<>();
        for (Message message : to.refresh(Duration.ZERO)) {
            there.merge(message.emailId(), 1, Integer::sum);
        }
        FolderState state = from.refresh(Duration.ZERO);
        NumberSet.Builder copied = new NumberSet.Builder();
        NumberSet.Builder others = new NumberSet.Builder();
        for (Message message : state) {
            // As many as there are: of a message that is here twice, one may still be missing.
            int left = there.merge(message.emailId(), -1, Integer::sum);
            (left >= 0 ? copied : others).add(message.uid());
        }
        NumberSet toMove = others.build();
        if (!toMove.isEmpty()) {
            from.move(toMove, to);
        }
        NumberSet toRemove = copied.build();
        if (!toRemove.isEmpty()) {
            from.change(newest ->
                    newest.uidValidity() == state.uidValidity()
                            ? List.of(new Change.Expunged(toRemove))
                            : List.of());
        }
    }
}
