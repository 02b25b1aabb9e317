package mailstead.service.threading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import mailstead.mail.mime.ContentFields;
import mailstead.mail.mime.ContentType;
import mailstead.mail.mime.Digest;
import mailstead.mail.mime.Headers;
import mailstead.mail.mime.Part;
import mailstead.mail.mime.Structure;
import mailstead.service.text.BaseSubject;
import mailstead.service.text.Casemap;
import mailstead.service.threading.Threading.Item;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The algorithms themselves, on messages that are written as one line each. */
class ThreadingTest {

    /** Nobody looks at it. */
    private static final Structure STRUCTURE =
            new Structure(
                    new Part.Leaf(
                            new Part.Place(0, 0, 0, 0), ContentFields.of(ContentType.DEFAULT)));

    /**
     * @param id without brackets; may be empty
     * @param references ids, divided by spaces
     */
    record Mail(String id, String references, String subject, long sent) {}

    /** {@code id<references|subject@seconds}, all but the id to be left out. */
    private static Mail mail(String text, int place) {
        long sent = place;
        String rest = text.strip();
        int at = rest.lastIndexOf('@');
        if (at >= 0) {
            sent = Long.parseLong(rest.substring(at + 1).strip());
            rest = rest.substring(0, at);
        }
        String subject = "";
        int bar = rest.indexOf('|');
        if (bar >= 0) {
            subject = rest.substring(bar + 1).strip();
            rest = rest.substring(0, bar);
        }
        int less = rest.indexOf('<');
        String references = less < 0 ? "" : rest.substring(less + 1).strip();
        return new Mail(
                less < 0 ? rest.strip() : rest.substring(0, less).strip(),
                references,
                subject,
                sent);
    }

    private static List<Mail> mails(String text) {
        List<Mail> mails = new ArrayList<>();
        for (String each : text.split(";", -1)) {
            mails.add(mail(each, mails.size()));
        }
        return mails;
    }

    private static Item item(int index, Mail mail) {
        BaseSubject subject = BaseSubject.of(mail.subject());
        return new Item(index, Casemap.fold(subject.text()), subject.isReply(), mail.sent());
    }

    private static Digest digest(Mail mail) {
        StringBuilder text = new StringBuilder();
        if (!mail.id().isEmpty()) {
            text.append("Message-ID: <").append(mail.id()).append("@x>\r\n");
        }
        if (!mail.references().isEmpty()) {
            text.append("References:");
            for (String id : mail.references().split(" ")) {
                text.append("\r\n <").append(id).append("@x>");
            }
            text.append("\r\n");
        }
        Headers headers = Headers.parse(text.append("\r\n").toString().getBytes(UTF_8));
        return new Digest(STRUCTURE, headers, true, Optional.empty());
    }

    private static Threads threads(Threading.Algorithm algorithm, List<Mail> mails) {
        for (int i = 0; i < mails.size(); i++) {
            algorithm.add(item(i, mails.get(i)), digest(mails.get(i)));
        }
        return algorithm.thread();
    }

    /** As IMAP writes it, messages numbered from 1. */
    static String written(Threads threads) {
        StringBuilder text = new StringBuilder();
        threads.write(
                new Threads.Writer() {
                    @Override
                    public void begin() {
                        if (!text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1))) {
                            text.append(' ');
                        }
                        text.append('(');
                    }

                    @Override
                    public void message(int index) {
                        if (Character.isDigit(text.charAt(text.length() - 1))) {
                            text.append(' ');
                        }
                        text.append(index + 1);
                    }

                    @Override
                    public void end() {
                        text.append(')');
                    }
                });
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            textBlock =
                    """
                    a                                          = (1)
                    a; b<a; c<a b                              = (1 2 3)
                    c<a b; b<a; a                              = (3 2 1)
                    a; b<a; c<a; d<a c                         = (1 (2)(3 4))
                    # a lost parent is no message, but holds its children together
                    b<a; c<a                                   = ((1)(2))
                    b<a                                        = (1)
                    c<a b; d<a b                               = ((1)(2))
                    c<a b; d<a                                 = ((1)(2))
                    # RFC 5256 section 4's example
                    2; 3; 6<3; 4<3 6; 23<3 6 4; 44<3 6; 7<3 6 44; 96<3 6 44 7 = (1)(2 3 (4 5)(6 7 8))
                    # another's references do not change a link, one's own do
                    a; b<a; c<x b                              = (1 2 3)
                    a; c<a b; b<x                              = (1)(3 2)
                    a; c<a b; b                                = (1)(3 2)
                    # loops
                    a<a                                        = (1)
                    a<b; b<a                                   = (2 1)
                    a<b; b<c; c<a                              = (3 2 1)
                    a<b a b a                                  = (1)
                    # the same id twice, and none at all
                    a; a; b<a                                  = (1 3)(2)
                    ; ;                                        = (1)(2)(3)
                    # by date, not by place
                    a@5; b@3; c<a@1                            = (2)(1 3)
                    a@5; b<a@9; c<a@7                          = (1 (3)(2))
                    b<a@9; c<a@1; d@5                          = ((2)(1))(3)
                    # subjects
                    a|hi; b|hi                                 = ((1)(2))
                    a|hi; b|Re: hi                             = (1 2)
                    b|Re: hi; a|hi                             = (2 1)
                    b|Re: hi; c|Re: hi                         = ((1)(2))
                    a|hi; b|Re: hi; c|Re: hi; d|HI             = ((1 (2)(3))(4))
                    x<a|hi; y<a|hi; z|hi                       = ((1)(2)(3))
                    z|hi; x<a|hi; y<a|hi                       = ((1)(2)(3))
                    x<a|hi; y<a|hi; v<b|hi; w<b|hi             = ((1)(2)(3)(4))
                    a|; b|Re:                                  = (1)(2)
                    a|[list] Hi; b|Re: [list] Re: hI (fwd)     = (1 2)
                    a|hi; b<a|other; c|other                   = (1 2)(3)
                    """)
    void references(String mails, String written) {
        assertThat(written(threads(new ReferencesForest(), mails(mails)))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            textBlock =
                    """
                    a|hi; b|Re: hi; c|other; d|HI              = (1 (2)(4))(3)
                    a|hi; b|Re: hi                             = (1 2)
                    a|hi@9; b|Re: hi@3; c|other@5              = (2 1)(3)
                    a; b<a; c                                  = (1 (2)(3))
                    """)
    void orderedSubject(String mails, String written) {
        assertThat(written(threads(new OrderedSubject(), mails(mails)))).isEqualTo(written);
    }

    @Test
    void noMessagesAreNoThreads() {
        assertThat(new ReferencesForest().thread().isEmpty()).isTrue();
        assertThat(written(new OrderedSubject().thread())).isEmpty();
    }

    /** Whatever the references say, each message is there once, and the naive way says the same. */
    @Test
    void agreesWithTheNaiveWay() {
        SplittableRandom random = new SplittableRandom(5256);
        String[] subjects = {"", "hi", "Re: hi", "other", "Re: other", "[x] Fwd: HI"};
        for (int round = 0; round < 5_000; round++) {
            int size = 1 + random.nextInt(9);
            List<Mail> mails = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                StringBuilder references = new StringBuilder();
                for (int j = random.nextInt(4); j > 0; j--) {
                    references.append(references.isEmpty() ? "" : " ").append(random.nextInt(8));
                }
                mails.add(
                        new Mail(
                                random.nextInt(10) == 0 ? "" : String.valueOf(random.nextInt(8)),
                                references.toString(),
                                subjects[random.nextInt(subjects.length)],
                                random.nextInt(5)));
            }
            String ours = written(threads(new ReferencesForest(), mails));
            List<Item> items = new ArrayList<>();
            for (int i = 0; i < mails.size(); i++) {
                items.add(item(i, mails.get(i)));
            }
            assertThat(ours)
                    .as(mails::toString)
                    .isEqualTo(new NaiveReferences(mails, items).thread());
        }
    }

    @Test
    @Timeout(value = 90, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aChainOfAHundredThousandIsNoProblem() {
        int size = 100_000;
        List<Mail> chain = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            chain.add(new Mail("m" + i, i == 0 ? "" : "m" + (i - 1), "", i));
        }
        List<Mail> reversed = chain.reversed();
        // One thread without a branch.
        assertThat(written(threads(new ReferencesForest(), chain)).lastIndexOf('(')).isZero();
        assertThat(written(threads(new ReferencesForest(), reversed)).lastIndexOf('(')).isZero();
    }

    @Test
    @Timeout(value = 90, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aCombAHundredThousandDeepIsNoProblem() {
        int size = 100_000;
        List<Mail> comb = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int parent = i < 2 ? 0 : i % 2 == 0 ? i - 2 : i - 1;
            comb.add(new Mail("m" + i, i == 0 ? "" : "m" + parent, "", i));
        }
        assertThat(written(threads(new ReferencesForest(), comb)).endsWith(")".repeat(50_000)))
                .isTrue();
    }

    @Test
    @Timeout(value = 90, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void referencesToNobodyHaveABound() {
        List<Mail> mails = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            StringBuilder references = new StringBuilder();
            for (int j = 0; j < 500; j++) {
                references.append(j == 0 ? "" : " ").append('n').append(i).append('-').append(j);
            }
            mails.add(new Mail("m" + i, references.toString(), "", i));
        }
        assertThat(written(threads(new ReferencesForest(), mails))).startsWith("(1)(2)(3)");
    }

    /** One moves long chains below each other again and again. */
    @Test
    @Timeout(value = 90, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void loopsAreSoughtWithinABound() {
        List<Mail> mails = new ArrayList<>();
        int size = 20_000;
        for (int i = 0; i < size; i++) {
            // Each message becomes the parent of all before it, by way of its own references.
            mails.add(new Mail("m" + i, "m" + (i + 1) + " m" + (i + 2), "", i));
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < size; i++) {
            mails.add(
                    new Mail(
                            "n" + i,
                            "m" + random.nextInt(size) + " m" + random.nextInt(size),
                            "",
                            i));
        }
        assertThat(written(threads(new ReferencesForest(), mails))).isNotEmpty();
    }
}
