package mailstead.imap.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.Extension;
import mailstead.imap.codec.MailboxFilter;
import mailstead.imap.codec.MailboxName;
import mailstead.imap.codec.Numbering;
import mailstead.imap.codec.Response.Esearch;
import mailstead.imap.codec.ResponseCode.Word;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.Right;
import mailstead.service.mailbox.FolderEntry;
import mailstead.service.mailbox.OpenFolder;
import mailstead.service.mailbox.Outcome;
import mailstead.service.search.Found;
import mailstead.service.search.Search;

/** ESEARCH (RFC 7377): in any folders, selected or not. */
final class MultiSearch {

    /** RFC 7377 section 2.4. */
    private static final int FOLDERS_MAX = 10_000;

    private final Client client;
    private final User user;
    private final Optional<SelectedFolder> selected;
    private final Search finder;
    private final InProgress progress;
    private final Duration newsWithin;
    private final String tag;

    /**
     * @param newsWithin how old what is known of the folders may be
     */
    MultiSearch(
            Client client,
            User user,
            Optional<SelectedFolder> selected,
            Search finder,
            InProgress progress,
            Duration newsWithin,
            String tag) {
        this.client = client;
        this.user = user;
        this.selected = selected;
        this.finder = finder;
        this.progress = progress;
        this.newsWithin = newsWithin;
        this.tag = tag;
    }

    Answer answer(Command.MultiSearch command) throws MailException, IOException {
        List<MailboxFilter> sources =
                command.sources().isEmpty()
                        ? List.of(new MailboxFilter.Selected())
                        : command.sources();
        boolean isSelected = sources.contains(new MailboxFilter.Selected());
        if (isSelected && selected.isEmpty()) {
            return Answer.bad("no folder is selected");
        }
        Results results = new Results(command.returns());
        if (results.isSaved() && (sources.size() > 1 || !isSelected)) {
            return Answer.bad("only what is found in the selected folder can be kept");
        }
        List<FolderEntry> entries = new FolderFilter(sources).entries(user.mailboxes());
        if (entries.size() > FOLDERS_MAX) {
            return Answer.no(Word.LIMIT, "these are too many folders");
        }
        if (Keys.hasModSeq(command.key())) {
            client.enable(Set.of(Extension.CONDSTORE)); // RFC 7162 section 3.1
        }
        if (isSelected) {
            SelectedFolder folder = selected.get();
            if (results.isSaved()) {
                folder.save(NumberSet.EMPTY); // RFC 5182 section 2.1: if this fails
            }
            long[] found =
                    search(folder.folder(), folder.sets(), folder.recent(), command, results);
            if (results.isSaved()) {
                folder.save(Results.set(results.saved(found)));
            }
        }
        for (FolderEntry entry : entries) {
            if (entry.isSelectable() && !isSelectedToo(entry, isSelected)) {
                search(entry, command, results);
            }
        }
        return Answer.ok("that is all");
    }

    /** Whether it has been searched already. */
    private boolean isSelectedToo(FolderEntry entry, boolean isSelected) {
        return isSelected
                && entry.mailboxId().equals(selected.map(folder -> folder.folder().mailboxId()));
    }

    /** In a folder that has just gone nothing is found. */
    private void search(FolderEntry entry, Command.MultiSearch command, Results results)
            throws MailException, IOException {
        try {
            if (user.mailboxes().open(entry.name(), Right.READ)
                    instanceof Outcome.Done<OpenFolder>(OpenFolder folder)) {
                FolderState state = folder.refresh(newsWithin);
                search(
                        folder,
                        new MessageSets(state, NumberSet.EMPTY),
                        NumberSet.EMPTY,
                        command,
                        results);
            }
        } catch (MailException failure) {
            if (failure.reason() != Reason.FOLDER_GONE) {
                throw failure;
            }
        }
    }

    private long[] search(
            OpenFolder folder,
            MessageSets sets,
            NumberSet recent,
            Command.MultiSearch command,
            Results results)
            throws MailException, IOException {
        Found found =
                finder.find(
                        sets.state(),
                        sets.resolve(command.key()),
                        recent,
                        results.extent(),
                        folder,
                        progress);
        long[] uids =
                Arrays.stream(found.indexes())
                        .mapToLong(index -> sets.state().get(index).uid())
                        .toArray();
        // RFC 7377 section 2.1: not a word of folders without anything.
        if (uids.length > 0 && results.isAnswered()) {
            client.send(
                    results.answer(
                            Optional.of(tag),
                            Optional.of(
                                    new Esearch.Source(
                                            new MailboxName(folder.name()),
                                            sets.state().uidValidity())),
                            Numbering.UID,
                            uids,
                            false,
                            Keys.hasModSeq(command.key())
                                    ? OptionalLong.of(found.highestModSeq())
                                    : OptionalLong.empty()));
        }
        return uids;
    }
}
