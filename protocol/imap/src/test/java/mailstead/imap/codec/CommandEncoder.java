package mailstead.imap.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.ModifiedUtf7;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.SpecialUse;
import mailstead.mail.search.SearchKey;
import mailstead.mail.search.SequenceSet;
import mailstead.mail.search.SortKey;

/**
 * Writes commands as a client may: wherever the grammar leaves a choice (case, quoting, literals),
 * chance makes it.
 */
final class CommandEncoder {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d-MMM-uuuu", Locale.ROOT);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("ppd-MMM-uuuu HH:mm:ss xx", Locale.ROOT);

    private final Random random;
    private final boolean isUtf8;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /**
     * @param isUtf8 whether the client has enabled it
     */
    CommandEncoder(Random random, boolean isUtf8) {
        this.random = random;
        this.isUtf8 = isUtf8;
    }

    byte[] encode(Tagged tagged) {
        out.reset();
        raw(tagged.tag());
        raw(" ");
        command(tagged.command());
        raw("\r\n");
        return out.toByteArray();
    }

    private void raw(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Words of the protocol, in any case. */
    private void word(String word) {
        switch (random.nextInt(3)) {
            case 0 -> raw(word.toLowerCase(Locale.ROOT));
            case 1 -> raw(word.toUpperCase(Locale.ROOT));
            default -> raw(word);
        }
    }

    private void words(String... words) {
        for (String word : words) {
            word(word);
        }
    }

    private void astring(byte[] octets) {
        boolean isAtom = octets.length > 0;
        for (byte octet : octets) {
            isAtom &= Lexer.isAtomCharacter(octet) || octet == ']';
        }
        if (isAtom && random.nextBoolean()) {
            out.writeBytes(octets);
        } else {
            string(octets);
        }
    }

    private void astring(String text) {
        astring(text.getBytes(StandardCharsets.UTF_8));
    }

    private void string(byte[] octets) {
        boolean canBeQuoted = Octets.utf8(octets).isPresent();
        for (byte octet : octets) {
            canBeQuoted &= octet != 0 && octet != '\r' && octet != '\n';
        }
        if (canBeQuoted && random.nextBoolean()) {
            raw("\"");
            for (byte octet : octets) {
                if (octet == '"' || octet == '\\') {
                    raw("\\");
                }
                out.write(octet);
            }
            raw("\"");
        } else {
            literal(octets, false);
        }
    }

    private void literal(byte[] octets, boolean isBinary) {
        announce(octets.length, random.nextBoolean(), isBinary);
        out.writeBytes(octets);
    }

    private void announce(long octets, boolean isSynchronizing, boolean isBinary) {
        raw((isBinary ? "~{" : "{") + octets + (isSynchronizing ? "}\r\n" : "+}\r\n"));
    }

    private void mailbox(MailboxName name) {
        name(name.text());
    }

    private void name(String text) {
        astring(isUtf8 ? text : ModifiedUtf7.encode(text));
    }

    private <T> void each(Collection<T> elements, Consumer<T> element) {
        boolean isFirst = true;
        for (T one : elements) {
            raw(isFirst ? "" : " ");
            isFirst = false;
            element.accept(one);
        }
    }

    private <T> void list(Collection<T> elements, Consumer<T> element) {
        raw("(");
        each(elements, element);
        raw(")");
    }

    private void set(SequenceSet set) {
        switch (set) {
            case SequenceSet.Saved() -> raw("$");
            case SequenceSet.Ranges(var ranges) -> {
                String before = "";
                for (SequenceSet.Range range : ranges) {
                    raw(before);
                    before = ",";
                    raw(number(range.first()));
                    if (range.last() != range.first() || random.nextInt(9) == 0) {
                        raw(":" + number(range.last()));
                    }
                }
            }
        }
    }

    private static String number(long number) {
        return number == SequenceSet.Range.STAR ? "*" : String.valueOf(number);
    }

    private void flags(Flags flags) {
        list(
                Stream.concat(
                                flags.system().stream().map(Flags.System::text),
                                flags.keywords().stream())
                        .toList(),
                flag -> raw(flag.startsWith("\\") ? flag.toUpperCase(Locale.ROOT) : flag));
    }

    private void partial(PartialRange range) {
        String sign = range.isFromEnd() ? "-" : "";
        boolean isSwapped = random.nextBoolean();
        raw(sign + (isSwapped ? range.last() : range.first()));
        raw(":" + sign + (isSwapped ? range.first() : range.last()));
    }

    private void command(Command command) {
        switch (command) {
            case Command.Capability() -> word("CAPABILITY");
            case Command.Noop() -> word("NOOP");
            case Command.Logout() -> word("LOGOUT");
            case Command.StartTls() -> word("STARTTLS");
            case Command.Namespace() -> word("NAMESPACE");
            case Command.Idle() -> word("IDLE");
            case Command.Unauthenticate() -> word("UNAUTHENTICATE");
            case Command.Close() -> word("CLOSE");
            case Command.Unselect() -> word("UNSELECT");
            case Command.Check() -> word("CHECK");
            case Command.Expunge() -> word("EXPUNGE");
            case Command.NotifyNone() -> words("NOTIFY ", "NONE");
            case Command.Id(var fields) -> {
                word("ID ");
                if (fields.isEmpty() && random.nextBoolean()) {
                    word("NIL");
                } else {
                    list(fields.entrySet(), this::idField);
                }
            }
            case Command.Authenticate(String mechanism, var response) -> {
                words("AUTHENTICATE ", mechanism);
                response.ifPresent(text -> raw(" " + text));
            }
            case Command.Login(String user, byte[] password) -> {
                word("LOGIN ");
                astring(user);
                raw(" ");
                astring(password);
            }
            case Command.Enable(var extensions) -> {
                word("ENABLE");
                extensions.forEach(extension -> words(" ", extension.wireText()));
                raw(extensions.isEmpty() || random.nextBoolean() ? " X-NONE" : "");
            }
            case Command.Select(var mailbox, var parameters) ->
                    select("SELECT ", mailbox, parameters);
            case Command.Examine(var mailbox, var parameters) ->
                    select("EXAMINE ", mailbox, parameters);
            case Command.Create(var mailbox, var uses, boolean hasUnknown) -> {
                onMailbox("CREATE ", mailbox);
                if (hasUnknown || !uses.isEmpty()) {
                    words(" (", "USE ");
                    list(uses, (SpecialUse use) -> word(use.text()));
                    if (hasUnknown) {
                        words(" USE (\\X)");
                    }
                    raw(")");
                }
            }
            case Command.Delete(var mailbox) -> onMailbox("DELETE ", mailbox);
            case Command.Subscribe(var mailbox) -> onMailbox("SUBSCRIBE ", mailbox);
            case Command.Unsubscribe(var mailbox) -> onMailbox("UNSUBSCRIBE ", mailbox);
            case Command.GetQuotaRoot(var mailbox) -> onMailbox("GETQUOTAROOT ", mailbox);
            case Command.GetAcl(var mailbox) -> onMailbox("GETACL ", mailbox);
            case Command.MyRights(var mailbox) -> onMailbox("MYRIGHTS ", mailbox);
            case Command.Rename(var from, var to) -> {
                onMailbox("RENAME ", from);
                raw(" ");
                mailbox(to);
            }
            case Command.ListMailboxes list -> list(list);
            case Command.Lsub(String reference, String pattern) -> {
                word("LSUB ");
                pattern(reference);
                raw(" ");
                pattern(pattern);
            }
            case Command.Status(var mailbox, var items) -> {
                onMailbox("STATUS ", mailbox);
                raw(" ");
                list(items, item -> word(item.wireText()));
            }
            case Command.Append(var mailbox, var messages) -> {
                onMailbox("APPEND ", mailbox);
                messages.forEach(this::message);
            }
            case Command.Replace(var numbering, var message, var mailbox, var replacement) -> {
                uid(numbering);
                word("REPLACE ");
                set(message);
                raw(" ");
                mailbox(mailbox);
                message(replacement);
            }
            case Command.Compress(String mechanism) -> words("COMPRESS ", mechanism);
            case Command.GetQuota(String root) -> {
                word("GETQUOTA ");
                astring(root);
            }
            case Command.SetQuota(String root, var limits) -> {
                word("SETQUOTA ");
                astring(root);
                raw(" ");
                list(
                        limits.entrySet(),
                        (Map.Entry<String, Long> limit) -> {
                            word(limit.getKey());
                            raw(" " + limit.getValue());
                        });
            }
            case Command.SetAcl(var mailbox, String identifier, var mode, var rights) -> {
                onMailbox("SETACL ", mailbox);
                raw(" ");
                astring(identifier);
                raw(" ");
                String sign = sign(mode);
                StringBuilder letters = new StringBuilder(sign);
                rights.forEach(right -> letters.append(right.letter()));
                astring(letters.toString());
            }
            case Command.DeleteAcl(var mailbox, String identifier) -> {
                onMailbox("DELETEACL ", mailbox);
                raw(" ");
                astring(identifier);
            }
            case Command.ListRights(var mailbox, String identifier) -> {
                onMailbox("LISTRIGHTS ", mailbox);
                raw(" ");
                astring(identifier);
            }
            case Command.GetMetadata metadata -> getMetadata(metadata);
            case Command.SetMetadata(var mailbox, var entries) -> {
                word("SETMETADATA ");
                name(mailbox.map(MailboxName::text).orElse(""));
                raw(" ");
                list(
                        entries.entrySet(),
                        (Map.Entry<String, Optional<byte[]>> entry) -> {
                            astring(entry.getKey());
                            raw(" ");
                            if (entry.getValue().isEmpty()) {
                                word("NIL");
                            } else if (random.nextBoolean() || hasNul(entry.getValue().get())) {
                                literal(entry.getValue().get(), true);
                            } else {
                                string(entry.getValue().get());
                            }
                        });
            }
            case Command.NotifySet(boolean isStatus, var groups) -> {
                words("NOTIFY ", "SET");
                words(isStatus ? " STATUS" : "");
                groups.forEach(this::group);
            }
            case Command.UnknownEvent(String event) -> {
                words("NOTIFY ", "SET (", "personal (");
                raw(event + "))");
            }
            case Command.MultiSearch(var sources, var returns, var key) -> {
                word("ESEARCH ");
                if (!sources.isEmpty()) {
                    word("IN ");
                    list(sources, this::filter);
                    raw(" ");
                }
                returns(Optional.of(returns));
                top(key);
            }
            case Command.UidExpunge(var uids) -> {
                words("UID ", "EXPUNGE ");
                set(uids);
            }
            case Command.Search(var numbering, var returns, var key) -> {
                uid(numbering);
                word("SEARCH ");
                returns(returns);
                words(random.nextBoolean() ? "CHARSET UTF-8 " : "");
                top(key);
            }
            case Command.Sort(var numbering, var returns, var order, var key) -> {
                uid(numbering);
                word("SORT ");
                returns(returns);
                list(
                        order,
                        (SortKey sort) -> {
                            words(sort.isReversed() ? "REVERSE " : "");
                            word(sort.field().name());
                        });
                words(" UTF-8 ");
                top(key);
            }
            case Command.ThreadMessages(var numbering, var algorithm, var key) -> {
                uid(numbering);
                words("THREAD ", algorithm.name(), " UTF-8 ");
                top(key);
            }
            case Command.UnknownCharset(String charset, boolean isSave) -> {
                words(isSave ? "SEARCH RETURN (SAVE) CHARSET " : "SEARCH CHARSET ");
                astring(charset);
                words(" ALL");
            }
            case Command.Fetch(var numbering, var messages, var items, var modifiers) -> {
                uid(numbering);
                word("FETCH ");
                set(messages);
                raw(" ");
                if (items.size() == 1 && random.nextBoolean()) {
                    item(items.getFirst());
                } else {
                    list(items, this::item);
                }
                modifiers(modifiers);
            }
            case Command.Store(var numbering, var messages, var unchangedSince, var action) -> {
                uid(numbering);
                word("STORE ");
                set(messages);
                raw(" ");
                if (unchangedSince.isPresent()) {
                    words("(UNCHANGEDSINCE ", unchangedSince.getAsLong() + ") ");
                }
                raw(sign(action.mode()));
                word(action.isSilent() ? "FLAGS.SILENT " : "FLAGS ");
                flags(action.flags());
            }
            case Command.Copy(var numbering, var messages, var mailbox) -> {
                uid(numbering);
                word("COPY ");
                set(messages);
                raw(" ");
                mailbox(mailbox);
            }
            case Command.Move(var numbering, var messages, var mailbox) -> {
                uid(numbering);
                word("MOVE ");
                set(messages);
                raw(" ");
                mailbox(mailbox);
            }
            case Command.Malformed(String why) -> raw(why);
        }
    }

    private static boolean hasNul(byte[] octets) {
        for (byte octet : octets) {
            if (octet == 0) {
                return true;
            }
        }
        return false;
    }

    private static String sign(Change.Mode mode) {
        return switch (mode) {
            case ADD -> "+";
            case REMOVE -> "-";
            case REPLACE -> "";
        };
    }

    private void uid(Numbering numbering) {
        words(numbering == Numbering.UID ? "UID " : "");
    }

    private void onMailbox(String verb, MailboxName mailbox) {
        word(verb);
        mailbox(mailbox);
    }

    private void idField(Map.Entry<String, String> field) {
        string(field.getKey().getBytes(StandardCharsets.UTF_8));
        raw(" ");
        if (field.getValue().isEmpty() && random.nextBoolean()) {
            word("NIL");
        } else {
            string(field.getValue().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void select(String verb, MailboxName mailbox, SelectParameters parameters) {
        onMailbox(verb, mailbox);
        if (parameters.equals(SelectParameters.NONE)) {
            return;
        }
        raw(" (");
        words(parameters.isCondstore() ? "CONDSTORE" : "");
        parameters
                .resync()
                .ifPresent(resync -> {
                    raw(parameters.isCondstore() ? " " : "");
                    word("QRESYNC (");
                    raw(resync.uidValidity() + " " + resync.modSeq());
                    resync.knownUids().ifPresent(known -> raw(" " + known));
                    resync.match()
                            .ifPresent(match ->
                                    raw(" (" + match.numbers() + " " + match.uids() + ")"));
                    raw(")");
                });
        raw(")");
    }

    private void pattern(String text) {
        String encoded = isUtf8 ? text : ModifiedUtf7.encode(text);
        boolean isPlain =
                !encoded.isEmpty()
                        && encoded.chars()
                                .allMatch(c ->
                                        Lexer.isAtomCharacter(c)
                                                || c == ']'
                                                || c == '%'
                                                || c == '*');
        if (isPlain && random.nextBoolean()) {
            raw(encoded);
        } else {
            string(encoded.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void list(Command.ListMailboxes list) {
        word("LIST ");
        ListSelection selection = list.selection();
        boolean isSelecting = !selection.equals(ListSelection.ALL);
        if (isSelecting) {
            List<String> options = new ArrayList<>();
            if (selection.isSubscribed()) {
                options.add("SUBSCRIBED");
            }
            if (selection.isRemote()) {
                options.add("REMOTE");
            }
            if (selection.isRecursive()) {
                options.add("RECURSIVEMATCH");
            }
            if (selection.isSpecialUse()) {
                options.add("SPECIAL-USE");
            }
            list(options, this::word);
            raw(" ");
        }
        pattern(list.reference());
        raw(" ");
        boolean isReturning = !list.returns().equals(ListReturn.NOTHING);
        if (list.patterns().size() > 1 || list.isExtended() && !isSelecting && !isReturning) {
            list(list.patterns(), this::pattern);
        } else {
            pattern(list.patterns().getFirst());
        }
        if (isReturning) {
            word(" RETURN (");
            ListReturn returns = list.returns();
            String options =
                    (returns.isSubscribed() ? " SUBSCRIBED" : "")
                            + (returns.isChildren() ? " CHILDREN" : "")
                            + (returns.isSpecialUse() ? " SPECIAL-USE" : "")
                            + (returns.isMyRights() ? " MYRIGHTS" : "");
            words(options.strip());
            if (!returns.status().isEmpty()) {
                words(options.isEmpty() ? "STATUS " : " STATUS ");
                list(returns.status(), item -> word(item.wireText()));
            }
            raw(")");
        }
    }

    private void message(AppendMessage message) {
        raw(" ");
        if (!message.flags().isEmpty() || random.nextBoolean()) {
            flags(message.flags());
            raw(" ");
        }
        message.internalDate().ifPresent(date -> raw(dateTime(date) + " "));
        switch (message.form()) {
            case PLAIN -> content((AppendMessage.Part.Literal) message.parts().getFirst());
            case UTF8 -> {
                word("UTF8 (");
                content((AppendMessage.Part.Literal) message.parts().getFirst());
                raw(")");
            }
            case CATENATE -> {
                word("CATENATE ");
                list(
                        message.parts(),
                        part -> {
                            switch (part) {
                                case AppendMessage.Part.Url(String url) -> {
                                    word("URL ");
                                    astring(url);
                                }
                                case AppendMessage.Part.Literal literal -> {
                                    word("TEXT ");
                                    content(literal);
                                }
                            }
                        });
            }
        }
    }

    private void content(AppendMessage.Part.Literal literal) {
        announce(literal.octets(), literal.isSynchronizing(), literal.isBinary());
        out.writeBytes(new byte[(int) literal.octets()]);
    }

    private String dateTime(Instant instant) {
        int minutes = random.nextInt(-12 * 60, 12 * 60);
        ZonedDateTime time = instant.atZone(ZoneOffset.ofTotalSeconds(minutes * 60));
        return '"' + TIME.format(time) + '"';
    }

    private void getMetadata(Command.GetMetadata get) {
        word("GETMETADATA ");
        boolean isInFront = random.nextBoolean();
        if (isInFront) {
            metadataOptions(get);
        }
        name(get.mailbox().map(MailboxName::text).orElse(""));
        raw(" ");
        if (!isInFront) {
            metadataOptions(get);
        }
        if (get.entries().size() == 1 && random.nextBoolean()) {
            astring(get.entries().getFirst());
        } else {
            list(get.entries(), this::astring);
        }
    }

    private void metadataOptions(Command.GetMetadata get) {
        String depth =
                switch (get.depth()) {
                    case ZERO -> "DEPTH 0";
                    case ONE -> "DEPTH 1";
                    case INFINITY -> "DEPTH infinity";
                };
        word("(" + depth);
        if (get.maxSize().isPresent()) {
            words(" MAXSIZE ", String.valueOf(get.maxSize().getAsLong()));
        }
        raw(") ");
    }

    private void group(EventGroup group) {
        raw(" (");
        filter(group.mailboxes());
        raw(" ");
        if (group.events().isEmpty()) {
            word("NONE");
        } else {
            boolean isBare = random.nextBoolean();
            raw(isBare ? "" : "(");
            each(group.events(), event -> event(event, group.newMessage()));
            raw(isBare ? "" : ")");
        }
        raw(")");
    }

    private void event(EventGroup.Event event, List<FetchItem> items) {
        word(event.wireText());
        if (event == EventGroup.Event.MESSAGE_NEW && !items.isEmpty()) {
            raw(" ");
            list(items, this::item);
        }
    }

    private void filter(MailboxFilter filter) {
        switch (filter) {
            case MailboxFilter.Selected() -> word("selected");
            case MailboxFilter.SelectedDelayed() -> word("selected-delayed");
            case MailboxFilter.Inboxes() -> word("inboxes");
            case MailboxFilter.Personal() -> word("personal");
            case MailboxFilter.Subscribed() -> word("subscribed");
            case MailboxFilter.Subtree(var mailboxes) -> mailboxes("subtree ", mailboxes);
            case MailboxFilter.SubtreeOne(var mailboxes) -> mailboxes("subtree-one ", mailboxes);
            case MailboxFilter.Mailboxes(var mailboxes) -> mailboxes("mailboxes ", mailboxes);
        }
    }

    private void mailboxes(String name, List<MailboxName> mailboxes) {
        word(name);
        if (mailboxes.size() == 1 && random.nextBoolean()) {
            mailbox(mailboxes.getFirst());
        } else {
            list(mailboxes, this::mailbox);
        }
    }

    private void returns(Optional<SearchReturn> returns) {
        if (returns.isEmpty()) {
            return;
        }
        word("RETURN ");
        Set<SearchReturn.Option> options = returns.get().options();
        Optional<PartialRange> range = returns.get().partial();
        if (range.isEmpty()
                && options.equals(Set.of(SearchReturn.Option.ALL))
                && random.nextBoolean()) {
            raw("() ");
            return;
        }
        raw("(");
        each(options, option -> word(option.name()));
        if (range.isPresent()) {
            raw(options.isEmpty() ? "" : " ");
            word("PARTIAL ");
            partial(range.get());
        }
        raw(") ");
    }

    private void top(SearchKey key) {
        if (key instanceof SearchKey.And(var keys) && random.nextBoolean()) {
            each(keys, this::key);
        } else {
            key(key);
        }
    }

    private void key(SearchKey key) {
        switch (key) {
            case SearchKey.All() -> word("ALL");
            case SearchKey.And(var keys) -> list(keys, this::key);
            case SearchKey.Or(var one, var other) -> {
                word("OR ");
                key(one);
                raw(" ");
                key(other);
            }
            case SearchKey.Not(var not) -> {
                if (not instanceof SearchKey.HasFlag(var flag) && random.nextBoolean()) {
                    word("UN" + flag.name());
                } else {
                    word("NOT ");
                    key(not);
                }
            }
            case SearchKey.Numbers(var numbers) -> set(numbers);
            case SearchKey.Uids(var uids) -> {
                word("UID ");
                set(uids);
            }
            case SearchKey.OneOf(NumberSet uids) -> words("UID ", uids.toString());
            case SearchKey.HasFlag(var flag) -> word(flag.name());
            case SearchKey.HasKeyword(String keyword) -> {
                word("KEYWORD ");
                raw(keyword);
            }
            case SearchKey.Recent() -> word("RECENT");
            case SearchKey.Header(String field, String text) -> {
                word("HEADER ");
                astring(field);
                raw(" ");
                astring(text);
            }
            case SearchKey.InEnvelope(var field, String text) -> {
                words(field.name(), " ");
                astring(text);
            }
            case SearchKey.InBody(String text) -> {
                word("BODY ");
                astring(text);
            }
            case SearchKey.InText(String text) -> {
                word("TEXT ");
                astring(text);
            }
            case SearchKey.OnDate(var kind, var comparison, LocalDate date) -> {
                String prefix =
                        switch (kind) {
                            case RECEIVED -> "";
                            case SENT -> "SENT";
                            case SAVED -> "SAVED";
                        };
                words(prefix, comparison.name(), " ");
                String quote = random.nextBoolean() ? "\"" : "";
                word(quote + DATE.format(date) + quote);
            }
            case SearchKey.SaveDateSupported() -> word("SAVEDATESUPPORTED");
            case SearchKey.Larger(long octets) -> words("LARGER ", String.valueOf(octets));
            case SearchKey.Smaller(long octets) -> words("SMALLER ", String.valueOf(octets));
            case SearchKey.Older(long seconds) -> words("OLDER ", String.valueOf(seconds));
            case SearchKey.Younger(long seconds) -> words("YOUNGER ", String.valueOf(seconds));
            case SearchKey.ModSeq(long atLeast) ->
                    words(
                            "MODSEQ ",
                            random.nextBoolean() ? "\"/flags/\\\\seen\" priv " : "",
                            String.valueOf(atLeast));
            case SearchKey.EmailId(String id) -> {
                word("EMAILID ");
                raw(id);
            }
            case SearchKey.ThreadId(String id) -> {
                word("THREADID ");
                raw(id);
            }
        }
    }

    private void modifiers(FetchModifiers modifiers) {
        if (modifiers.equals(FetchModifiers.NONE)) {
            return;
        }
        raw(" (");
        if (modifiers.changedSince().isPresent()) {
            words("CHANGEDSINCE ", String.valueOf(modifiers.changedSince().getAsLong()));
            words(modifiers.isVanished() ? " VANISHED" : "");
        }
        if (modifiers.partial().isPresent()) {
            raw(modifiers.changedSince().isPresent() ? " " : "");
            word("PARTIAL ");
            partial(modifiers.partial().get());
        }
        raw(")");
    }

    private void item(FetchItem item) {
        switch (item) {
            case FetchItem.Envelope() -> word("ENVELOPE");
            case FetchItem.Flags() -> word("FLAGS");
            case FetchItem.InternalDate() -> word("INTERNALDATE");
            case FetchItem.Size() -> word("RFC822.SIZE");
            case FetchItem.Uid() -> word("UID");
            case FetchItem.BodyStructure(boolean isExtensible) ->
                    word(isExtensible ? "BODYSTRUCTURE" : "BODY");
            case FetchItem.Body(var section, boolean isPeek, var partial) -> {
                words("BODY", isPeek ? ".PEEK[" : "[");
                section(section);
                raw("]");
                partial.ifPresent(range -> raw("<" + range.offset() + "." + range.octets() + ">"));
            }
            case FetchItem.Rfc822(var part) -> word(part.wireText());
            case FetchItem.Binary(var part, boolean isPeek, var partial) -> {
                words("BINARY", isPeek ? ".PEEK[" : "[");
                part(part);
                raw("]");
                partial.ifPresent(range -> raw("<" + range.offset() + "." + range.octets() + ">"));
            }
            case FetchItem.BinarySize(var part) -> {
                word("BINARY.SIZE[");
                part(part);
                raw("]");
            }
            case FetchItem.ModSeq() -> word("MODSEQ");
            case FetchItem.Preview(boolean isLazy) -> word(isLazy ? "PREVIEW (LAZY)" : "PREVIEW");
            case FetchItem.EmailId() -> word("EMAILID");
            case FetchItem.ThreadId() -> word("THREADID");
            case FetchItem.SaveDate() -> word("SAVEDATE");
        }
    }

    private void part(List<Integer> part) {
        raw(String.join(".", part.stream().map(String::valueOf).toList()));
    }

    private void section(Section section) {
        part(section.part());
        String dot = section.part().isEmpty() ? "" : ".";
        switch (section.text()) {
            case Section.Text.Whole() -> {}
            case Section.Text.Header() -> words(dot, "HEADER");
            case Section.Text.Body() -> words(dot, "TEXT");
            case Section.Text.Mime() -> words(dot, "MIME");
            case Section.Text.HeaderFields(boolean isNot, var names) -> {
                words(dot, "HEADER.FIELDS", isNot ? ".NOT " : " ");
                list(names, this::astring);
            }
        }
    }
}
