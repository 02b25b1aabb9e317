package mailstead.imap.codec;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.SpecialUse;
import mailstead.mail.search.SearchKey;
import mailstead.mail.search.SequenceSet;
import mailstead.mail.search.SortKey;
import mailstead.mail.search.ThreadAlgorithm;

/** Any command with any contents, from a seed. */
final class RandomCommands {

    private static final int DEPTH_MAX = 4;

    private final Random random;
    private final boolean isUtf8;

    RandomCommands(Random random, boolean isUtf8) {
        this.random = random;
        this.isUtf8 = isUtf8;
    }

    Tagged next() {
        return new Tagged("t" + random.nextInt(1_000), command());
    }

    private boolean chance() {
        return random.nextBoolean();
    }

    private <T> Optional<T> perhaps(Supplier<T> value) {
        return chance() ? Optional.of(value.get()) : Optional.empty();
    }

    private OptionalLong perhapsNumber(Supplier<Long> value) {
        return chance() ? OptionalLong.of(value.get()) : OptionalLong.empty();
    }

    private <T> List<T> some(int atLeast, Supplier<T> element) {
        List<T> list = new ArrayList<>();
        int count = atLeast + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            list.add(element.get());
        }
        return list;
    }

    private <E extends Enum<E>> E one(E[] values) {
        return values[random.nextInt(values.length)];
    }

    private <E extends Enum<E>> Set<E> several(Class<E> type) {
        Set<E> set = EnumSet.allOf(type);
        set.removeIf(element -> chance());
        return set;
    }

    private String characters(String from, int atLeast, int atMost) {
        int[] choices = from.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        int length = atLeast + random.nextInt(atMost - atLeast + 1);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(choices[random.nextInt(choices.length)]);
        }
        return text.toString();
    }

    private String atom() {
        return characters("aBc-0.$_+=/&~'#!<>@[:;,", 1, 8);
    }

    private String text() {
        return characters("aB \"\\](){%*é日\t\r\n{1}+&-", 0, 12);
    }

    private String asciiText() {
        return characters("aB \"\\](){%*\t{1}+&-", 0, 12);
    }

    private byte[] octets() {
        byte[] octets = new byte[random.nextInt(12)];
        random.nextBytes(octets);
        return octets;
    }

    private byte[] octetsWithoutNul() {
        byte[] octets = octets();
        for (int i = 0; i < octets.length; i++) {
            octets[i] = octets[i] == 0 ? 1 : octets[i];
        }
        return octets;
    }

    private MailboxName mailbox() {
        return new MailboxName(
                chance() ? "iNbOx" : characters("aB/\"\\](){%*é日😎 &-+,{1}", 2, 12) + "x");
    }

    private String pattern() {
        String text = characters("aB/%*é& -\"\\(", 0, 8);
        return text.isEmpty() || MailboxName.isValid(text) ? text : "*";
    }

    private long number() {
        return switch (random.nextInt(3)) {
            case 0 -> 1 + random.nextInt(9);
            case 1 -> NumberSet.MAX;
            default -> 1 + random.nextLong(NumberSet.MAX);
        };
    }

    private long number64() {
        return switch (random.nextInt(3)) {
            case 0 -> random.nextInt(9);
            case 1 -> Long.MAX_VALUE;
            default -> random.nextLong(Long.MAX_VALUE);
        };
    }

    private SequenceSet set() {
        if (random.nextInt(5) == 0) {
            return new SequenceSet.Saved();
        }
        return new SequenceSet.Ranges(
                some(
                        1,
                        () -> {
                            long first = random.nextInt(5) == 0 ? 0 : number();
                            long last = chance() ? first : random.nextInt(5) == 0 ? 0 : number();
                            return new SequenceSet.Range(first, last);
                        }));
    }

    private NumberSet numbers() {
        NumberSet.Builder set = new NumberSet.Builder();
        some(1, this::number).forEach(set::add);
        return set.build();
    }

    private Flags flags() {
        return Flags.of(several(Flags.System.class), new HashSet<>(some(0, this::atom)));
    }

    private PartialRange partialRange() {
        long one = number();
        long other = number();
        return new PartialRange(chance(), Math.min(one, other), Math.max(one, other));
    }

    private Numbering numbering() {
        return one(Numbering.values());
    }

    private Instant instant() {
        return Instant.ofEpochSecond(random.nextInt());
    }

    private String id() {
        return characters("aZ0-_", 1, 20);
    }

    private Command command() {
        return switch (random.nextInt(48)) {
            case 0 -> new Command.Capability();
            case 1 -> new Command.Noop();
            case 2 -> new Command.Logout();
            case 3 -> new Command.StartTls();
            case 4 -> new Command.Namespace();
            case 5 -> new Command.Idle();
            case 6 -> new Command.Unauthenticate();
            case 7 -> new Command.Close();
            case 8 -> new Command.Unselect();
            case 9 -> new Command.Check();
            case 10 -> new Command.Expunge();
            case 11 -> new Command.NotifyNone();
            case 12 -> {
                Map<String, String> fields = new HashMap<>();
                some(0, this::text).forEach(name -> fields.put(name, text()));
                yield new Command.Id(fields);
            }
            case 13 ->
                    new Command.Authenticate(
                            characters("ABC-1", 1, 9), perhaps(() -> characters("aB1+/=", 1, 9)));
            case 14 -> new Command.Login(text(), octetsWithoutNul());
            case 15 -> new Command.Enable(several(Extension.class));
            case 16 -> new Command.Select(mailbox(), selectParameters());
            case 17 -> new Command.Examine(mailbox(), selectParameters());
            case 18 -> new Command.Create(mailbox(), several(SpecialUse.class), chance());
            case 19 -> new Command.Delete(mailbox());
            case 20 -> new Command.Rename(mailbox(), mailbox());
            case 21 -> new Command.Subscribe(mailbox());
            case 22 -> new Command.Unsubscribe(mailbox());
            case 23 -> listMailboxes();
            case 24 -> new Command.Lsub(pattern(), pattern());
            case 25 -> new Command.Status(mailbox(), statusItems());
            case 26 -> new Command.Append(mailbox(), some(1, this::message));
            case 27 ->
                    new Command.Replace(
                            numbering(), SequenceSet.of(number()), mailbox(), message());
            case 28 -> new Command.Compress(characters("ABC-1", 1, 9));
            case 29 -> new Command.GetQuota(text());
            case 30 -> new Command.GetQuotaRoot(mailbox());
            case 31 -> {
                Map<String, Long> limits = new HashMap<>();
                some(0, () -> characters("AB-1", 1, 9))
                        .forEach(name -> limits.put(name, number64()));
                yield new Command.SetQuota(text(), limits);
            }
            case 32 -> new Command.GetAcl(mailbox());
            case 33 ->
                    new Command.SetAcl(
                            mailbox(), text(), one(Change.Mode.values()), several(Right.class));
            case 34 -> new Command.DeleteAcl(mailbox(), text());
            case 35 -> new Command.ListRights(mailbox(), text());
            case 36 -> new Command.MyRights(mailbox());
            case 37 ->
                    new Command.GetMetadata(
                            perhaps(this::mailbox),
                            perhapsNumber(this::number),
                            one(Command.GetMetadata.Depth.values()),
                            some(1, this::entry));
            case 38 -> {
                Map<String, Optional<byte[]>> entries = new HashMap<>();
                some(1, this::entry).forEach(name -> entries.put(name, perhaps(this::octets)));
                yield new Command.SetMetadata(perhaps(this::mailbox), entries);
            }
            case 39 -> notifySet();
            case 40 -> new Command.UnknownEvent("MessageRead");
            case 41 -> new Command.MultiSearch(some(0, this::source), searchReturn(), key(0));
            case 42 -> new Command.UidExpunge(set());
            case 43 -> new Command.Search(numbering(), perhaps(this::searchReturn), key(0));
            case 44 ->
                    chance()
                            ? new Command.UnknownCharset(
                                    "x-" + characters("a \"\\", 1, 5), chance())
                            : new Command.Sort(
                                    numbering(),
                                    perhaps(this::searchReturn),
                                    some(
                                            1,
                                            () ->
                                                    new SortKey(
                                                            one(SortKey.Field.values()), chance())),
                                    key(0));
            case 45 ->
                    new Command.ThreadMessages(numbering(), one(ThreadAlgorithm.values()), key(0));
            case 46 -> fetch();
            default ->
                    switch (random.nextInt(3)) {
                        case 0 ->
                                new Command.Store(
                                        numbering(),
                                        set(),
                                        perhapsNumber(this::number64),
                                        new StoreAction(
                                                one(Change.Mode.values()), chance(), flags()));
                        case 1 -> new Command.Copy(numbering(), set(), mailbox());
                        default -> new Command.Move(numbering(), set(), mailbox());
                    };
        };
    }

    private SelectParameters selectParameters() {
        return new SelectParameters(
                chance(),
                perhaps(() -> {
                    NumberSet numbers = numbers();
                    return new SelectParameters.Resync(
                            number(),
                            number64(),
                            perhaps(this::numbers),
                            perhaps(() -> new SelectParameters.Match(numbers, numbers)));
                }));
    }

    private Set<StatusItem> statusItems() {
        Set<StatusItem> items = several(StatusItem.class);
        items.add(StatusItem.UIDNEXT);
        return items;
    }

    private Command listMailboxes() {
        boolean isRecursive = chance();
        ListSelection selection =
                new ListSelection(isRecursive || chance(), chance(), isRecursive, chance());
        ListReturn returns =
                new ListReturn(
                        chance(),
                        chance(),
                        chance(),
                        chance(),
                        chance() ? Set.of() : statusItems());
        List<String> patterns = some(1, this::pattern);
        return switch (random.nextInt(3)) {
            case 0 ->
                    new Command.ListMailboxes(
                            ListSelection.ALL,
                            pattern(),
                            patterns.subList(0, 1),
                            ListReturn.NOTHING,
                            false);
            case 1 ->
                    new Command.ListMailboxes(
                            ListSelection.ALL, pattern(), patterns, ListReturn.NOTHING, true);
            default -> new Command.ListMailboxes(selection, pattern(), patterns, returns, true);
        };
    }

    private AppendMessage message() {
        AppendMessage.Form form =
                switch (random.nextInt(3)) {
                    case 0 -> AppendMessage.Form.PLAIN;
                    case 1 -> AppendMessage.Form.CATENATE;
                    default -> isUtf8 ? AppendMessage.Form.UTF8 : AppendMessage.Form.PLAIN;
                };
        List<AppendMessage.Part> parts =
                switch (form) {
                    case PLAIN -> List.of(literal(chance()));
                    case UTF8 -> List.of(literal(true));
                    case CATENATE ->
                            some(
                                    1,
                                    () ->
                                            chance()
                                                    ? new AppendMessage.Part.Url(asciiText())
                                                    : literal(chance()));
                };
        return new AppendMessage(flags(), perhaps(this::instant), form, parts);
    }

    private AppendMessage.Part literal(boolean isBinary) {
        return new AppendMessage.Part.Literal(random.nextInt(30), chance(), isBinary);
    }

    private String entry() {
        return "/" + characters("ab. \"\\(", 1, 6) + "/" + characters("ab. \"\\{}", 1, 6);
    }

    private Command notifySet() {
        List<EventGroup> groups = some(1, () -> group(otherFilter(false)));
        if (chance()) {
            groups.add(
                    group(
                            chance()
                                    ? new MailboxFilter.Selected()
                                    : new MailboxFilter.SelectedDelayed()));
        }
        return new Command.NotifySet(chance(), groups);
    }

    private EventGroup group(MailboxFilter mailboxes) {
        boolean isOfSelected =
                mailboxes instanceof MailboxFilter.Selected
                        || mailboxes instanceof MailboxFilter.SelectedDelayed;
        Set<EventGroup.Event> events = several(EventGroup.Event.class);
        if (isOfSelected) {
            events.retainAll(EventGroup.Event.OF_MESSAGES);
        }
        if (events.stream().anyMatch(EventGroup.Event.OF_MESSAGES::contains)) {
            events.add(EventGroup.Event.MESSAGE_NEW);
            events.add(EventGroup.Event.MESSAGE_EXPUNGE);
        }
        boolean isWithItems = isOfSelected && events.contains(EventGroup.Event.MESSAGE_NEW);
        return new EventGroup(mailboxes, events, isWithItems ? some(0, this::item) : List.of());
    }

    private MailboxFilter source() {
        return random.nextInt(5) == 0 ? new MailboxFilter.Selected() : otherFilter(true);
    }

    private MailboxFilter otherFilter(boolean isSearch) {
        return switch (random.nextInt(isSearch ? 6 : 5)) {
            case 0 -> new MailboxFilter.Inboxes();
            case 1 -> new MailboxFilter.Personal();
            case 2 -> new MailboxFilter.Subscribed();
            case 3 -> new MailboxFilter.Subtree(some(1, this::mailbox));
            case 4 -> new MailboxFilter.Mailboxes(some(1, this::mailbox));
            default -> new MailboxFilter.SubtreeOne(some(1, this::mailbox));
        };
    }

    private SearchReturn searchReturn() {
        Set<SearchReturn.Option> options = several(SearchReturn.Option.class);
        Optional<PartialRange> partial = perhaps(this::partialRange);
        if (partial.isPresent()) {
            options.remove(SearchReturn.Option.ALL);
        } else if (options.isEmpty()) {
            options.add(SearchReturn.Option.ALL);
        }
        return new SearchReturn(options, partial);
    }

    private SearchKey key(int depth) {
        int bound = depth < DEPTH_MAX ? 21 : 18;
        return switch (random.nextInt(bound)) {
            case 0 -> new SearchKey.All();
            case 1 -> new SearchKey.Numbers(set());
            case 2 -> new SearchKey.Uids(set());
            case 3 -> new SearchKey.HasFlag(one(Flags.System.values()));
            case 4 -> new SearchKey.HasKeyword(atom());
            case 5 -> new SearchKey.Recent();
            case 6 -> new SearchKey.Header(asciiText(), text());
            case 7 -> new SearchKey.InEnvelope(one(SearchKey.EnvelopeField.values()), text());
            case 8 -> new SearchKey.InBody(text());
            case 9 -> new SearchKey.InText(text());
            case 10 ->
                    new SearchKey.OnDate(
                            one(SearchKey.DateKind.values()),
                            one(SearchKey.Comparison.values()),
                            LocalDate.ofEpochDay(random.nextInt(-50_000, 50_000)));
            case 11 -> new SearchKey.SaveDateSupported();
            case 12 -> new SearchKey.Larger(number64());
            case 13 -> new SearchKey.Smaller(number64());
            case 14 -> chance() ? new SearchKey.Older(number()) : new SearchKey.Younger(number());
            case 15 -> new SearchKey.ModSeq(number64());
            case 16 -> new SearchKey.EmailId(id());
            case 17 -> new SearchKey.ThreadId(id());
            case 18 -> new SearchKey.And(some(2, () -> key(depth + 1)));
            case 19 -> new SearchKey.Or(key(depth + 1), key(depth + 1));
            default -> new SearchKey.Not(key(depth + 1));
        };
    }

    private Command fetch() {
        Numbering numbering = numbering();
        OptionalLong changedSince = perhapsNumber(this::number64);
        boolean isVanished = numbering == Numbering.UID && changedSince.isPresent() && chance();
        return new Command.Fetch(
                numbering,
                set(),
                some(1, this::item),
                new FetchModifiers(changedSince, isVanished, perhaps(this::partialRange)));
    }

    private FetchItem item() {
        return switch (random.nextInt(15)) {
            case 0 -> new FetchItem.Envelope();
            case 1 -> new FetchItem.Flags();
            case 2 -> new FetchItem.InternalDate();
            case 3 -> new FetchItem.Size();
            case 4 -> new FetchItem.Uid();
            case 5 -> new FetchItem.BodyStructure(chance());
            case 6 -> new FetchItem.Rfc822(one(FetchItem.Rfc822Part.values()));
            case 7 -> new FetchItem.Binary(part(0), chance(), perhaps(this::partial));
            case 8 -> new FetchItem.BinarySize(part(0));
            case 9 -> new FetchItem.ModSeq();
            case 10 -> new FetchItem.Preview(chance());
            case 11 -> new FetchItem.EmailId();
            case 12 -> new FetchItem.ThreadId();
            case 13 -> new FetchItem.SaveDate();
            default -> new FetchItem.Body(section(), chance(), perhaps(this::partial));
        };
    }

    private FetchItem.Partial partial() {
        return new FetchItem.Partial(number64(), 1 + random.nextLong(Long.MAX_VALUE));
    }

    private List<Integer> part(int atLeast) {
        return some(atLeast, () -> chance() ? 1 + random.nextInt(9) : Integer.MAX_VALUE);
    }

    private Section section() {
        return switch (random.nextInt(5)) {
            case 0 -> new Section(part(0), new Section.Text.Whole());
            case 1 -> new Section(part(0), new Section.Text.Header());
            case 2 -> new Section(part(0), new Section.Text.Body());
            case 3 -> new Section(part(1), new Section.Text.Mime());
            default ->
                    new Section(
                            part(0),
                            new Section.Text.HeaderFields(chance(), some(1, this::asciiText)));
        };
    }
}
