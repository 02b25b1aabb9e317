package mailstead.service.mailbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.spi.MailFolder;

/** One STORE, decided on whatever state turns out to be the newest. Confined to its session. */
final class StoreDecision implements MailFolder.Decision {

    private final NumberSet uids;
    private final Change.Mode mode;
    private final Flags flags;
    private final OptionalLong unchangedSince;
    private final FlagRights allowed;

    private NumberSet modified = NumberSet.EMPTY;
    private boolean isTooMany;

    StoreDecision(
            NumberSet uids,
            Change.Mode mode,
            Flags flags,
            OptionalLong unchangedSince,
            FlagRights allowed) {
        this.uids = uids;
        this.mode = mode;
        this.flags = flags;
        this.unchangedSince = unchangedSince;
        this.allowed = allowed;
    }

    /** As decided last. */
    NumberSet modified() {
        return modified;
    }

    /** Whether some message would have had too many keywords, so that nothing was changed. */
    boolean isTooMany() {
        return isTooMany;
    }

    @Override
    public List<Change> on(FolderState newest) {
        NumberSet.Builder changing = new NumberSet.Builder();
        NumberSet.Builder leftAlone = new NumberSet.Builder();
        Map<Flags, NumberSet.Builder> replaced = new HashMap<>();
        isTooMany = false;
        for (Message message : newest.messages(uids)) {
            if (message.modSeq() > unchangedSince.orElse(Long.MAX_VALUE)) {
                leftAlone.add(message.uid());
                continue;
            }
            Flags after = allowed.after(message.flags(), mode, flags);
            isTooMany |=
                    after.keywords().size() > OpenFolder.KEYWORDS_MAX
                            && after.keywords().size() > message.flags().keywords().size();
            if (!after.equals(message.flags())) {
                changing.add(message.uid());
                if (mode == Change.Mode.REPLACE && !allowed.allowsAll()) {
                    replaced.computeIfAbsent(after, _ -> new NumberSet.Builder())
                            .add(message.uid());
                }
            }
        }
        modified = leftAlone.build();
        NumberSet changed = changing.build();
        if (isTooMany || changed.isEmpty()) {
            return List.of();
        }
        if (replaced.isEmpty()) {
            return List.of(new Change.Flagged(changed, mode, allowed.allowedOf(flags)));
        }
        List<Change> changes = new ArrayList<>();
        replaced.forEach((after, set) ->
                changes.add(new Change.Flagged(set.build(), Change.Mode.REPLACE, after)));
        return changes;
    }
}
