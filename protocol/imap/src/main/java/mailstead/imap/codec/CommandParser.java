package mailstead.imap.codec;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.Rights;
import mailstead.mail.folder.SpecialUse;
import mailstead.mail.search.SequenceSet;

/**
 * Reads one command (RFC 9051 section 9 and extensions): one production for each. What it meets is
 * never trusted; what it cannot read leaves as {@link Flaw}, and {@link FrameReader} catches that.
 * Confined to one parse.
 */
final class CommandParser {

    /** RFC 9051 section 9 has no limit. */
    static final int TAG_OCTETS_MAX = 255;

    /** RFC 2971 section 3.3. */
    private static final int ID_FIELDS_MAX = 30;

    private static final int ID_NAME_OCTETS_MAX = 30;
    private static final int ID_VALUE_OCTETS_MAX = 1_024;

    private final Lexer lexer;
    private final int appendMessagesMax;

    CommandParser(Lexer lexer, int appendMessagesMax) {
        this.lexer = lexer;
        this.appendMessagesMax = appendMessagesMax;
    }

    /** What a command turned out to be. */
    sealed interface Result {

        record Whole(Command command) implements Result {}

        /** It goes on behind a literal that is streamed. */
        record Paused(AppendReader reader) implements Result {}
    }

    String tag() {
        String tag = lexer.tag();
        if (tag.length() > TAG_OCTETS_MAX) {
            throw Flaw.malformed("the tag is too long");
        }
        return tag;
    }

    /** Whether it is one with messages, which are streamed; reads nothing. */
    boolean isWithMessages() {
        int mark = lexer.mark();
        boolean isWithMessages =
                lexer.takesSpaceAndWord("APPEND")
                        || lexer.takesSpaceAndWord("REPLACE")
                        || lexer.takesSpaceAndWord("UID") && lexer.takesSpaceAndWord("REPLACE");
        lexer.backTo(mark);
        return isWithMessages;
    }

    /** The command behind the tag. */
    Result command() {
        lexer.space();
        String verb = lexer.word();
        return switch (verb) {
            case "APPEND" -> append();
            case "REPLACE" -> replace(Numbering.SEQUENCE);
            case "UID" -> uid();
            default -> new Result.Whole(other(verb));
        };
    }

    private Result uid() {
        lexer.space();
        String verb = lexer.word();
        return switch (verb) {
            case "REPLACE" -> replace(Numbering.UID);
            case "EXPUNGE" -> {
                lexer.space();
                SequenceSet uids = SetReader.sequenceSet(lexer);
                yield new Result.Whole(ended(new Command.UidExpunge(uids)));
            }
            case "FETCH", "STORE", "COPY", "MOVE", "SEARCH", "SORT", "THREAD" ->
                    new Result.Whole(numbered(verb, Numbering.UID));
            default -> throw Flaw.malformed("there is no such command");
        };
    }

    private Command other(String verb) {
        return switch (verb) {
            case "CAPABILITY" -> ended(new Command.Capability());
            case "NOOP" -> ended(new Command.Noop());
            case "LOGOUT" -> ended(new Command.Logout());
            case "STARTTLS" -> ended(new Command.StartTls());
            case "NAMESPACE" -> ended(new Command.Namespace());
            case "IDLE" -> ended(new Command.Idle());
            case "UNAUTHENTICATE" -> ended(new Command.Unauthenticate());
            case "CLOSE" -> ended(new Command.Close());
            case "UNSELECT" -> ended(new Command.Unselect());
            case "CHECK" -> ended(new Command.Check());
            case "EXPUNGE" -> ended(new Command.Expunge());
            case "ID" -> id();
            case "AUTHENTICATE" -> authenticate();
            case "LOGIN" -> login();
            case "ENABLE" -> enable();
            case "SELECT" -> select(Command.Select::new);
            case "EXAMINE" -> select(Command.Examine::new);
            case "CREATE" -> create();
            case "DELETE" -> onMailbox(Command.Delete::new);
            case "SUBSCRIBE" -> onMailbox(Command.Subscribe::new);
            case "UNSUBSCRIBE" -> onMailbox(Command.Unsubscribe::new);
            case "GETQUOTAROOT" -> onMailbox(Command.GetQuotaRoot::new);
            case "GETACL" -> onMailbox(Command.GetAcl::new);
            case "MYRIGHTS" -> onMailbox(Command.MyRights::new);
            case "RENAME" -> rename();
            case "LIST" -> new ListParser(lexer).command();
            case "LSUB" -> lsub();
            case "STATUS" -> status();
            case "COMPRESS" -> compress();
            case "GETQUOTA" -> getQuota();
            case "SETQUOTA" -> setQuota();
            case "SETACL" -> setAcl();
            case "DELETEACL" -> onIdentifier(Command.DeleteAcl::new);
            case "LISTRIGHTS" -> onIdentifier(Command.ListRights::new);
            case "GETMETADATA" -> new MetadataParser(lexer).get();
            case "SETMETADATA" -> new MetadataParser(lexer).set();
            case "NOTIFY" -> ended(new NotifyParser(lexer).command());
            case "ESEARCH" -> multiSearch();
            case "FETCH", "STORE", "COPY", "MOVE", "SEARCH", "SORT", "THREAD" ->
                    numbered(verb, Numbering.SEQUENCE);
            default -> throw Flaw.malformed("there is no such command");
        };
    }

    private Command numbered(String verb, Numbering numbering) {
        return new MessageCommandParser(lexer).command(verb, numbering);
    }

    private Command ended(Command command) {
        lexer.end();
        return command;
    }

    private Command onMailbox(Function<MailboxName, Command> command) {
        lexer.space();
        return ended(command.apply(NameReader.mailbox(lexer)));
    }

    private Command onIdentifier(BiFunction<MailboxName, String, Command> command) {
        lexer.space();
        MailboxName mailbox = NameReader.mailbox(lexer);
        lexer.space();
        return ended(command.apply(mailbox, Lexer.utf8(lexer.astring())));
    }

    /** RFC 2971 section 4. */
    private Command id() {
        lexer.space();
        Map<String, String> fields = new LinkedHashMap<>();
        if (!lexer.takesWord("NIL")) {
            lexer.listOrNothing(() -> {
                byte[] name = lexer.looseString();
                lexer.space();
                byte[] value = lexer.takesWord("NIL") ? new byte[0] : lexer.looseString();
                if (fields.size() == ID_FIELDS_MAX
                        || name.length > ID_NAME_OCTETS_MAX
                        || value.length > ID_VALUE_OCTETS_MAX) {
                    throw Flaw.malformed("ID says too much");
                }
                fields.put(Lexer.utf8(name), Lexer.utf8(value));
            });
        }
        return ended(new Command.Id(fields));
    }

    /** RFC 9051 section 9, authenticate; RFC 4959 section 3. */
    private Command authenticate() {
        lexer.space();
        String mechanism = Octets.upperCase(lexer.looseAtom());
        Optional<String> response = Optional.empty();
        if (!lexer.endsHere()) {
            lexer.space();
            response = Optional.of(lexer.looseAtom());
        }
        return ended(new Command.Authenticate(mechanism, response));
    }

    private Command login() {
        lexer.space();
        String user = Lexer.utf8(lexer.looseAstring());
        lexer.space();
        return ended(new Command.Login(user, lexer.looseAstring()));
    }

    private Command enable() {
        Set<Extension> extensions = EnumSet.noneOf(Extension.class);
        do {
            lexer.space();
            Extension.parse(lexer.atom()).ifPresent(extensions::add);
        } while (!lexer.endsHere());
        return ended(new Command.Enable(extensions));
    }

    private Command select(BiFunction<MailboxName, SelectParameters, Command> command) {
        lexer.space();
        MailboxName mailbox = NameReader.mailbox(lexer);
        return ended(command.apply(mailbox, new SelectParser(lexer).parameters()));
    }

    /** RFC 6154 section 6, create-param. */
    private Command create() {
        lexer.space();
        MailboxName mailbox = NameReader.mailbox(lexer);
        UseCollector collector = new UseCollector();
        if (lexer.isAtSpaceAndOpen()) {
            lexer.space();
            lexer.list(collector::parameter);
        }
        return ended(new Command.Create(mailbox, collector.uses, collector.hasUnknown));
    }

    private final class UseCollector {

        private final Set<SpecialUse> uses = EnumSet.noneOf(SpecialUse.class);
        private boolean hasUnknown;

        void parameter() {
            if (!lexer.takesWord("USE")) {
                throw Flaw.malformed("a mailbox cannot be created so");
            }
            lexer.space();
            lexer.listOrNothing(this::use);
        }

        private void use() {
            lexer.expect('\\');
            Optional<SpecialUse> use = SpecialUse.parse("\\" + lexer.atom());
            use.ifPresent(uses::add);
            hasUnknown |= use.isEmpty();
        }
    }

    private Command rename() {
        lexer.space();
        MailboxName from = NameReader.mailbox(lexer);
        lexer.space();
        return ended(new Command.Rename(from, NameReader.mailbox(lexer)));
    }

    private Command lsub() {
        lexer.space();
        String reference = NameReader.pattern(lexer);
        lexer.space();
        return ended(new Command.Lsub(reference, NameReader.pattern(lexer)));
    }

    private Command status() {
        lexer.space();
        MailboxName mailbox = NameReader.mailbox(lexer);
        lexer.space();
        return ended(new Command.Status(mailbox, ListParser.statusItems(lexer)));
    }

    private Command compress() {
        lexer.space();
        return ended(new Command.Compress(lexer.word()));
    }

    private Command getQuota() {
        lexer.space();
        return ended(new Command.GetQuota(Lexer.utf8(lexer.astring())));
    }

    /** RFC 9208 section 7, setquota. */
    private Command setQuota() {
        lexer.space();
        String root = Lexer.utf8(lexer.astring());
        lexer.space();
        Map<String, Long> limits = new LinkedHashMap<>();
        lexer.listOrNothing(() -> {
            String resource = lexer.word();
            lexer.space();
            if (limits.put(resource, lexer.number64()) != null) {
                throw Flaw.malformed("a resource is named twice");
            }
        });
        return ended(new Command.SetQuota(root, limits));
    }

    /** RFC 4314 section 7, setacl. */
    private Command setAcl() {
        lexer.space();
        MailboxName mailbox = NameReader.mailbox(lexer);
        lexer.space();
        String identifier = Lexer.utf8(lexer.astring());
        lexer.space();
        String text = Lexer.ascii(lexer.astring());
        Change.Mode mode =
                text.startsWith("+")
                        ? Change.Mode.ADD
                        : text.startsWith("-") ? Change.Mode.REMOVE : Change.Mode.REPLACE;
        Set<Right> rights =
                Rights.parse(mode == Change.Mode.REPLACE ? text : text.substring(1))
                        .map(Rights::set)
                        .orElseThrow(() -> Flaw.malformed("there is no such right"));
        return ended(new Command.SetAcl(mailbox, identifier, mode, rights));
    }

    /** RFC 7377 section 4, esearch. */
    private Command multiSearch() {
        List<MailboxFilter> sources = List.of();
        if (lexer.takesSpaceAndWord("IN")) {
            lexer.space();
            sources = new NotifyParser(lexer).sources();
        }
        lexer.space();
        SearchParser search = new SearchParser(lexer);
        SearchReturn returns =
                search.returns()
                        .orElseGet(() ->
                                new SearchReturn(
                                        Set.of(SearchReturn.Option.ALL), Optional.empty()));
        return ended(new Command.MultiSearch(sources, returns, search.program()));
    }

    private Result append() {
        lexer.space();
        MailboxName mailbox = NameReader.mailbox(lexer);
        lexer.space();
        return result(
                new AppendReader(
                        messages -> new Command.Append(mailbox, messages), appendMessagesMax));
    }

    /** RFC 8508 section 5. */
    private Result replace(Numbering numbering) {
        lexer.space();
        SequenceSet message = SetReader.sequenceSet(lexer);
        if (!(message instanceof SequenceSet.Ranges(var ranges))
                || ranges.size() != 1
                || ranges.getFirst().first() != ranges.getFirst().last()) {
            throw Flaw.malformed("only one message can be replaced");
        }
        lexer.space();
        MailboxName mailbox = NameReader.mailbox(lexer);
        lexer.space();
        return result(
                new AppendReader(
                        messages ->
                                new Command.Replace(
                                        numbering, message, mailbox, messages.getFirst()),
                        1));
    }

    private Result result(AppendReader reader) {
        return reader.run(lexer)
                .<Result>map(Result.Whole::new)
                .orElseGet(() -> new Result.Paused(reader));
    }
}
