package mailstead.imap.server;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.Extension;
import mailstead.imap.codec.Numbering;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.ResponseCode;
import mailstead.imap.codec.SearchReturn;
import mailstead.mail.MailException;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.search.SearchKey;
import mailstead.service.search.Extent;
import mailstead.service.search.Found;
import mailstead.service.sorting.Sorting;
import mailstead.service.threading.Threading;
import mailstead.service.threading.Threads;

/**
 * SEARCH (RFC 9051 section 6.4.4), SORT and THREAD (RFC 5256 section 3), by number and by UID, in
 * what the client knows of its folder.
 */
final class Search {

    private final Client client;
    private final SelectedFolder selected;
    private final mailstead.service.search.Search finder;
    private final InProgress progress;
    private final String tag;

    Search(
            Client client,
            SelectedFolder selected,
            mailstead.service.search.Search finder,
            InProgress progress,
            String tag) {
        this.client = client;
        this.selected = selected;
        this.finder = finder;
        this.progress = progress;
        this.tag = tag;
    }

    Answer answer(Command.Search command) throws MailException, IOException {
        Results results = results(command.returns());
        Found found = find(command.key(), results);
        long[] numbers = numbers(command.numbering(), found.indexes());
        OptionalLong modSeq = modSeq(command.key(), found);
        if (command.returns().isEmpty() && !client.isRevision2()) {
            client.send(new Response.Search(Results.set(numbers), modSeq));
        } else if (results.isAnswered()) {
            client.send(
                    results.answer(
                            Optional.of(tag),
                            Optional.empty(),
                            command.numbering(),
                            numbers,
                            false,
                            modSeq));
        }
        return Answer.ok("that is all");
    }

    Answer answer(Command.UnknownCharset command) {
        if (command.isSave()) {
            selected.save(NumberSet.EMPTY); // RFC 5182 section 2.1
        }
        return Answer.no(
                new ResponseCode.BadCharset(List.of("UTF-8", "US-ASCII")),
                "the charset " + command.charset() + " is unknown here");
    }

    Answer answer(Command.Sort command) throws MailException, IOException {
        Results results = results(command.returns());
        // The order decides what comes first.
        Found found = find(command.key(), results, Extent.ALL);
        int[] sorted =
                Sorting.sort(
                        command.order(),
                        selected.shown(),
                        found.indexes(),
                        selected.folder(),
                        progress);
        save(results, sorted);
        long[] numbers = numbers(command.numbering(), sorted);
        OptionalLong modSeq = modSeq(command.key(), found);
        if (command.returns().isEmpty()) {
            client.send(new Response.Sort(numbers, modSeq));
        } else if (results.isAnswered()) {
            client.send(
                    results.answer(
                            Optional.of(tag),
                            Optional.empty(),
                            command.numbering(),
                            numbers,
                            true,
                            modSeq));
        }
        return Answer.ok("that is all");
    }

    Answer answer(Command.ThreadMessages command) throws MailException, IOException {
        Found found = find(command.key(), Results.ALL, Extent.ALL);
        Threads threads =
                Threading.thread(
                        command.algorithm(),
                        selected.shown(),
                        found.indexes(),
                        selected.folder(),
                        progress);
        client.send(
                new Response.Threads(
                        ThreadNodes.of(threads, index -> number(command.numbering(), index))));
        return Answer.ok("that is all");
    }

    // ----

    private static Results results(Optional<SearchReturn> returns) {
        return returns.map(Results::new).orElse(Results.ALL);
    }

    private Found find(SearchKey key, Results results) throws MailException, IOException {
        Found found = find(key, results, results.extent());
        save(results, found.indexes());
        return found;
    }

    private Found find(SearchKey key, Results results, Extent extent)
            throws MailException, IOException {
        if (Keys.hasModSeq(key)) {
            client.enable(Set.of(Extension.CONDSTORE)); // RFC 7162 section 3.1
        }
        SearchKey resolved = selected.sets().resolve(key);
        if (results.isSaved()) {
            selected.save(NumberSet.EMPTY); // RFC 5182 section 2.1: if this fails
        }
        return finder.find(
                selected.shown(), resolved, selected.recent(), extent, selected.folder(), progress);
    }

    private void save(Results results, int[] found) {
        if (results.isSaved()) {
            long[] uids = numbers(Numbering.UID, found);
            selected.save(Results.set(results.saved(uids)));
        }
    }

    private OptionalLong modSeq(SearchKey key, Found found) {
        return Keys.hasModSeq(key) && found.count() > 0
                ? OptionalLong.of(found.highestModSeq())
                : OptionalLong.empty();
    }

    long number(Numbering numbering, int index) {
        return numbering == Numbering.UID ? selected.shown().get(index).uid() : index + 1L;
    }

    private long[] numbers(Numbering numbering, int[] indexes) {
        return Arrays.stream(indexes).mapToLong(index -> number(numbering, index)).toArray();
    }
}
