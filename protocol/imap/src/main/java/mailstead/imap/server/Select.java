package mailstead.imap.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.imap.codec.Extension;
import mailstead.imap.codec.FetchData;
import mailstead.imap.codec.MailboxName;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.Response.Notice.Kind;
import mailstead.imap.codec.ResponseCode;
import mailstead.imap.codec.SelectParameters;
import mailstead.mail.MailException;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.Rights;
import mailstead.service.mailbox.OpenFolder;
import mailstead.service.mailbox.Outcome;
import mailstead.service.mailbox.Refusal;

/** SELECT and EXAMINE (RFC 9051 sections 6.3.2 and 6.3.3). */
final class Select {

    private final Client client;
    private final User user;
    private final Recents recents;

    Select(Client client, User user, Recents recents) {
        this.client = client;
        this.user = user;
        this.recents = recents;
    }

    /**
     * @param folder selected now, if that is the answer
     */
    record Result(Optional<SelectedFolder> folder, Answer answer) {}

    Result answer(MailboxName name, SelectParameters parameters, boolean isExamine)
            throws MailException, IOException {
        return switch (user.mailboxes().open(name.text(), Right.READ)) {
            case Outcome.Refused<OpenFolder>(Refusal why) ->
                    new Result(Optional.empty(), Failures.refused(why));
            case Outcome.Done<OpenFolder>(OpenFolder folder) ->
                    opened(folder, name, parameters, isExamine);
        };
    }

    private Result opened(
            OpenFolder folder, MailboxName name, SelectParameters parameters, boolean isExamine)
            throws MailException, IOException {
        if (parameters.isCondstore() || parameters.resync().isPresent()) {
            client.enable(Set.of(Extension.CONDSTORE)); // RFC 7162 section 3.1.8
        }
        recents.look(folder);
        FolderState state = folder.refresh(Duration.ZERO);
        boolean isReadOnly = isExamine || !mayChange(folder.rights());
        SelectedFolder selected =
                new SelectedFolder(folder, isReadOnly, client, recents, user.tally(), state);
        user.tally().countSelected();
        describe(selected, name);
        if (parameters.resync().isPresent()) {
            resynchronise(selected, parameters.resync().get());
        }
        Answer answer =
                isReadOnly
                        ? Answer.ok(ResponseCode.Word.READ_ONLY, "selected, read only")
                        : Answer.ok(ResponseCode.Word.READ_WRITE, "selected");
        return new Result(Optional.of(selected), answer);
    }

    /** RFC 4314 section 5.2: any right to change something. */
    private static boolean mayChange(Rights rights) {
        return rights.has(Right.SEEN)
                || rights.has(Right.WRITE)
                || rights.has(Right.INSERT)
                || rights.has(Right.DELETE_MESSAGES)
                || rights.has(Right.EXPUNGE);
    }

    private void describe(SelectedFolder selected, MailboxName name) throws IOException {
        FolderState state = selected.shown();
        client.send(new Response.Exists(state.size()));
        selected.tellRecent();
        selected.tellAllFlags();
        if (!client.isRevision2() && !client.isUidOnly() && state.unseen() > 0) {
            client.notice(
                    Kind.OK, new ResponseCode.Unseen(firstUnseen(state)), "first unseen message");
        }
        client.notice(Kind.OK, new ResponseCode.UidValidity(state.uidValidity()), "UIDs are valid");
        client.notice(Kind.OK, new ResponseCode.UidNext(state.uidNext()), "next UID");
        client.notice(
                Kind.OK,
                new ResponseCode.HighestModSeq(state.highestModSeq()),
                "highest modification sequence");
        client.notice(
                Kind.OK,
                new ResponseCode.MailboxId(selected.folder().mailboxId()),
                "the folder's own id");
        if (client.isRevision2()) {
            client.send(
                    new Response.ListMailbox(
                            Set.of(), Set.of(), Optional.of(name), Optional.empty(), Set.of()));
        }
    }

    private static long firstUnseen(FolderState state) {
        long number = 1;
        for (Message message : state) {
            if (!message.flags().has(Flags.System.SEEN)) {
                return number;
            }
            number++;
        }
        return number;
    }

    /** RFC 7162 section 3.2.5: what has changed since the client was here. */
    private void resynchronise(SelectedFolder selected, SelectParameters.Resync known)
            throws IOException {
        FolderState state = selected.shown();
        if (known.uidValidity() != state.uidValidity()) {
            return; // the client knows nothing of these messages
        }
        long since = known.modSeq();
        NumberSet removed = state.removedSince(since);
        if (known.match().isPresent() && state.removals().knownSince() > since) {
            removed = removed.minus(confirmed(state, known.match().get()));
        }
        if (known.knownUids().isPresent()) {
            removed = removed.intersection(known.knownUids().get());
        }
        if (!removed.isEmpty()) {
            client.send(new Response.Vanished(true, removed));
        }
        for (Message message : state.changedSince(since)) {
            if (known.knownUids().isEmpty() || known.knownUids().get().contains(message.uid())) {
                client.send(
                        new Response.Fetch(
                                client.numbering(),
                                selected.number(client.numbering(), message.uid()),
                                List.of(
                                        new FetchData.Uid(message.uid()),
                                        new FetchData.Flags(
                                                message.flags(), selected.isRecent(message.uid())),
                                        new FetchData.ModSeq(message.modSeq()))));
            }
        }
    }

    /**
     * UIDs below the last pair that still holds: nothing below it has been removed unless it was
     * told (RFC 7162 section 3.2.5.2).
     */
    private static NumberSet confirmed(FolderState state, SelectParameters.Match match) {
        long confirmedUid = 0;
        NumberSet numbers = match.numbers();
        NumberSet uids = match.uids();
        int uidRange = 0;
        long uid = uids.isEmpty() ? 0 : uids.first(0);
        for (int range = 0; range < numbers.ranges(); range++) {
            for (long number = numbers.first(range); number <= numbers.last(range); number++) {
                if (number > state.size() || state.get((int) number - 1).uid() != uid) {
                    return upTo(confirmedUid);
                }
                confirmedUid = uid;
                if (uid < uids.last(uidRange)) {
                    uid++;
                } else if (uidRange + 1 < uids.ranges()) {
                    uid = uids.first(++uidRange);
                } else {
                    return upTo(confirmedUid);
                }
            }
        }
        return upTo(confirmedUid);
    }

    private static NumberSet upTo(long uid) {
        return uid == 0 ? NumberSet.EMPTY : NumberSet.range(1, uid);
    }
}
