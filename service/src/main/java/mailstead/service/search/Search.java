package mailstead.service.search;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.search.SearchKey;
import mailstead.service.mailbox.MessageSource;
import mailstead.service.mailbox.Progress;

/** SEARCH (RFC 9051 section 6.4.4). Shared. */
public final class Search {

    /** Progress is told each time so many messages have been passed over. */
    private static final int CHEAP_STEPS = 1_024;

    /** How many texts one search may seek in whole messages: each costs a step a character. */
    static final int TEXTS_MAX = 64;

    private final InstantSource clock;

    public Search(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Finds messages; one that is removed meanwhile fits nothing.
     *
     * @param key its sets resolved ({@link SearchKey#resolve})
     * @param recent UIDs of what is recent in this session (RFC 3501)
     * @param extent how much of the result is wanted
     * @throws MailException {@code OVER_LIMIT} if more than {@value #TEXTS_MAX} texts are sought in
     *     whole messages
     */
    public <X extends Exception> Found find(
            FolderState state,
            SearchKey key,
            NumberSet recent,
            Extent extent,
            MessageSource source,
            Progress<X> progress)
            throws MailException, X {
        if (Compiler.textsIn(key) > TEXTS_MAX) {
            throw new TemporaryFailure(
                    Reason.OVER_LIMIT, "too many texts are sought in one search");
        }
        Instant now = clock.instant();
        SoughtTexts sought = new SoughtTexts();
        Check check = new Compiler(recent, now, sought).compile(key);
        return new Run<>(state, source, check, sought, progress).run(key, extent);
    }

    /** One search going on. */
    private static final class Run<X extends Exception> {

        private final FolderState state;
        private final MessageSource source;
        private final Check check;
        private final SoughtTexts sought;
        private final Progress<X> progress;
        private int done;

        Run(
                FolderState state,
                MessageSource source,
                Check check,
                SoughtTexts sought,
                Progress<X> progress) {
            this.state = state;
            this.source = source;
            this.check = check;
            this.sought = sought;
            this.progress = progress;
        }

        Found run(SearchKey key, Extent extent) throws MailException, X {
            int[] candidates = candidates(Compiler.uidsOf(key));
            int[] found = new int[candidates.length];
            int first = 0;
            int from = 0;
            while (from < candidates.length && first < extent.first()) {
                int index = candidates[from++];
                if (fits(index, candidates.length)) {
                    found[first++] = index;
                }
            }
            // The last ones are put at the array's end, from there down.
            int last = found.length;
            int to = candidates.length;
            while (to > from && found.length - last < extent.last()) {
                int index = candidates[--to];
                if (fits(index, candidates.length)) {
                    found[--last] = index;
                }
            }
            int[] joined = Arrays.copyOf(found, first + found.length - last);
            System.arraycopy(found, last, joined, first, found.length - last);
            return new Found(state, joined);
        }

        /** Indexes of the messages with these UIDs. */
        private int[] candidates(NumberSet uids) {
            int[] candidates = new int[state.size()];
            int count = 0;
            for (int i = 0; i < uids.ranges(); i++) {
                int to = after(uids.last(i));
                for (int index = at(uids.first(i)); index < to; index++) {
                    candidates[count++] = index;
                }
            }
            return Arrays.copyOf(candidates, count);
        }

        private int at(long uid) {
            int index = state.indexOf(uid);
            return index >= 0 ? index : -index - 1;
        }

        private int after(long uid) {
            int index = state.indexOf(uid);
            return index >= 0 ? index + 1 : -index - 1;
        }

        private boolean fits(int index, int all) throws MailException, X {
            Candidate candidate = new Candidate(state.get(index), source, sought);
            boolean fits = false;
            try {
                fits = check.fits(candidate);
            } catch (MailException failure) {
                if (failure.reason() != Reason.MESSAGE_GONE) {
                    throw failure;
                }
            }
            done++;
            if (candidate.isOpened() || done % CHEAP_STEPS == 0) {
                progress.at(done, all);
            }
            return fits;
        }
    }
}
