package mailstead.service.mailbox;

import static mailstead.service.mailbox.World.done;
import static mailstead.service.mailbox.World.flags;
import static mailstead.service.mailbox.World.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.folder.Change.Mode;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.Right;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags: what changes, what must not, and who may (RFC 4314 section 4). */
class StoreTest {

    private static final OptionalLong ALWAYS = OptionalLong.empty();

    private final World world;
    private final OpenFolder inbox;

    StoreTest() throws Exception {
        world = new World();
        inbox = world.open("tevie", "INBOX");
        World.append(inbox, "one", Flags.NONE);
        World.append(inbox, "two", parse("\\Seen $Work"));
        World.append(inbox, "three", parse("\\Deleted \\Flagged"));
    }

    private static Flags parse(String text) {
        Flags flags = Flags.NONE;
        for (String word : text.split(" ")) {
            if (!word.isEmpty()) {
                flags =
                        flags.plus(
                                Flags.System.parse(word)
                                        .map(Flags::of)
                                        .orElseGet(() -> Flags.ofKeywords(word)));
            }
        }
        return flags;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    lrswipkxtea | ADD     | \\Seen x          | 1 \\Seen x;2 \\Seen $Work x;3 \\Seen \\Flagged \\Deleted x
                    lrswipkxtea | REMOVE  | \\Deleted $work   | 1;2 \\Seen;3 \\Flagged
                    lrswipkxtea | REPLACE | \\Draft           | 1 \\Draft;2 \\Draft;3 \\Draft
                    lrswipkxtea | REPLACE | ""                | 1;2;3
                    lrs         | ADD     | \\Seen x \\Deleted| 1 \\Seen;2 \\Seen $Work;3 \\Seen \\Flagged \\Deleted
                    lrs         | REPLACE | \\Answered        | 1;2 $Work;3 \\Flagged \\Deleted
                    lrw         | REPLACE | \\Draft           | 1 \\Draft;2 \\Seen \\Draft;3 \\Deleted \\Draft
                    lrw         | REMOVE  | \\Seen \\Flagged  | 1;2 \\Seen $Work;3 \\Deleted
                    lrt         | REPLACE | \\Deleted \\Seen  | 1 \\Deleted;2 \\Seen \\Deleted $Work;3 \\Flagged \\Deleted
                    """)
    void changesWhatTheRightsAllow(String letters, Mode mode, String change, String after)
            throws Exception {
        world.share("tevie", "INBOX", "golde", letters);
        OpenFolder shared = world.open("golde", "Other Users/tevie/INBOX");
        OpenFolder.Stored stored = done(shared.store(NumberSet.ALL, mode, parse(change), ALWAYS));
        assertThat(stored.modified().isEmpty()).isTrue();
        List<String> expected = new ArrayList<>();
        for (String line : after.split(";")) {
            expected.add((line.charAt(0) + " " + parse(line.substring(1).strip())).strip());
        }
        assertThat(flags(inbox)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"lrs,ADD,\\Deleted", "lrw,REMOVE,\\Seen", "lr,REPLACE,\\Seen", "lrt,ADD,x"})
    void refusesOnlyWhatCannotBeDoneAtAll(String letters, Mode mode, String change)
            throws Exception {
        world.share("tevie", "INBOX", "golde", letters);
        OpenFolder shared = world.open("golde", "Other Users/tevie/INBOX");
        List<String> before = flags(inbox);
        assertThat(refusal(shared.store(NumberSet.ALL, mode, parse(change), ALWAYS)))
                .contains(Refusal.NO_PERMISSION);
        assertThat(flags(inbox)).isEqualTo(before);
    }

    @Test
    void leavesAloneWhatHasChangedSince() throws Exception {
        long before = World.state(inbox).highestModSeq();
        done(inbox.store(NumberSet.of(2), Mode.ADD, parse("x"), ALWAYS));
        OpenFolder.Stored stored =
                done(
                        inbox.store(
                                NumberSet.range(1, 9),
                                Mode.ADD,
                                parse("y"),
                                OptionalLong.of(before)));
        assertThat(stored.modified()).isEqualTo(NumberSet.of(2));
        assertThat(flags(inbox))
                .containsExactly("1 y", "2 \\Seen $Work x", "3 \\Flagged \\Deleted y");
    }

    @Test
    void changesNothingWhereNothingIsNew() throws Exception {
        long before = World.state(inbox).highestModSeq();
        done(inbox.store(NumberSet.of(2), Mode.ADD, parse("\\Seen"), ALWAYS));
        done(inbox.store(NumberSet.of(99), Mode.ADD, parse("\\Seen"), ALWAYS));
        assertThat(World.state(inbox).highestModSeq()).isEqualTo(before);
    }

    @Test
    void keywordsHaveABound() throws Exception {
        Flags many = Flags.NONE;
        for (int i = 0; i < OpenFolder.KEYWORDS_MAX; i++) {
            many = many.plus(Flags.ofKeywords("k" + i));
        }
        done(inbox.store(NumberSet.of(1), Mode.ADD, many, ALWAYS));
        assertThat(refusal(inbox.store(NumberSet.ALL, Mode.ADD, parse("more"), ALWAYS)))
                .contains(Refusal.TOO_MANY_KEYWORDS);
        assertThat(World.state(inbox).get(1).flags().hasKeyword("more")).isFalse();
        done(inbox.store(NumberSet.ALL, Mode.REMOVE, parse("k1"), ALWAYS));
        done(inbox.store(NumberSet.ALL, Mode.ADD, parse("more"), ALWAYS));
        NewMessage tooMany = World.message(inbox, "x", many.plus(parse("a b")));
        assertThat(refusal(inbox.append(List.of(tooMany)))).contains(Refusal.TOO_MANY_KEYWORDS);
    }

    @Test
    void expungesWhatIsMarkedAndAskedFor() throws Exception {
        done(inbox.store(NumberSet.of(1), Mode.ADD, parse("\\Deleted"), ALWAYS));
        done(inbox.expunge(Optional.of(NumberSet.of(2, 3))));
        assertThat(flags(inbox)).containsExactly("1 \\Deleted", "2 \\Seen $Work");
        done(inbox.expunge(Optional.empty()));
        assertThat(flags(inbox)).containsExactly("2 \\Seen $Work");
        world.share("tevie", "INBOX", "golde", "lrwt");
        OpenFolder shared = world.open("golde", "Other Users/tevie/INBOX");
        assertThat(refusal(shared.expunge(Optional.empty()))).contains(Refusal.NO_PERMISSION);
    }

    @Test
    void noChangeOfAMessageThatHasGotAnothersUid() throws Exception {
        assertThat(inbox.known().byUid(1)).isPresent();
        OpenFolder archive = World.done(world.user("tevie").open("INBOX", Right.READ));
        world.server.loseLog("tevie", "INBOX");
        List<Executable> changes =
                List.of(
                        () -> inbox.store(NumberSet.of(1), Mode.ADD, parse("\\Flagged"), ALWAYS),
                        () -> inbox.expunge(Optional.empty()),
                        () -> inbox.copy(NumberSet.of(1), archive, Progress.IGNORED));
        for (Executable change : changes) {
            assertThatThrownBy(change::run)
                    .isInstanceOfSatisfying(
                            PermanentFailure.class,
                            failure -> assertThat(failure.reason()).isEqualTo(Reason.FOLDER_GONE));
        }
        OpenFolder anew = world.open("tevie", "INBOX");
        assertThat(anew.known().uids()).isEqualTo(NumberSet.range(1, 3));
        assertThat(anew.known().byUid(3).orElseThrow().flags()).isEqualTo(Flags.NONE);
        World.done(anew.store(NumberSet.of(1), Mode.ADD, parse("\\Answered"), ALWAYS));
        assertThat(anew.known().byUid(1).orElseThrow().flags())
                .isEqualTo(parse("\\Deleted \\Flagged \\Answered"));
    }

    private interface Executable {
        void run() throws Exception;
    }
}
