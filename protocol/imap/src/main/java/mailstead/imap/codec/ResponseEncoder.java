package mailstead.imap.codec;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.SpecialUse;
import mailstead.mail.search.ThreadNode;

/**
 * Writes responses as a client with these extensions enabled reads them (RFC 9051 section 7). Holds
 * a buffer: make one for each answer and {@link #flush} it. Confined to its session.
 */
public final class ResponseEncoder {

    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private final WireWriter out;
    private final MimeEncoder mime;
    private final boolean hasUtf8Names;
    private final boolean isRevision2;
    private boolean isFirstItem;

    /**
     * @param enabled what the client has switched on
     */
    public ResponseEncoder(Sink sink, Set<Extension> enabled) {
        this.isRevision2 = enabled.contains(Extension.IMAP4REV2);
        this.hasUtf8Names = isRevision2 || enabled.contains(Extension.UTF8_ACCEPT);
        this.out = new WireWriter(sink, hasUtf8Names, isRevision2);
        this.mime = new MimeEncoder(out, hasUtf8Names);
    }

    /** Passes on what is left in the buffer. */
    public void flush() throws IOException {
        out.flush();
    }

    public void write(Response response) throws IOException {
        switch (response) {
            case Response.Tagged tagged -> {
                out.ascii(tagged.tag());
                status(tagged.condition().name(), tagged.code(), tagged.text());
            }
            case Response.Continuation(String text) -> {
                out.ascii("+ ");
                if (!text.isEmpty()) { // an empty challenge is nothing at all
                    out.text(text);
                }
            }
            case Response.Untagged untagged -> untagged(untagged);
        }
        out.lineEnd();
    }

    /**
     * Begins the data of a message that {@link #item} and {@link #stream} continue and {@link
     * #endFetch} ends; nothing else may be written meanwhile.
     *
     * @param numbering UID in UIDONLY only: then it is UIDFETCH (RFC 9586 section 3)
     */
    public void beginFetch(Numbering numbering, long number) throws IOException {
        numbered(number, numbering == Numbering.UID ? "UIDFETCH (" : "FETCH (");
        isFirstItem = true;
    }

    public void endFetch() throws IOException {
        out.octet(')');
        out.lineEnd();
    }

    /** Octets that an item has announced. */
    public void stream(byte[] octets, int offset, int length) throws IOException {
        out.octets(octets, offset, length);
    }

    /** After {@link FetchData.Announced}, all its octets must be streamed next. */
    public void item(FetchData item) throws IOException {
        if (!isFirstItem) {
            out.space();
        }
        isFirstItem = false;
        switch (item) {
            case FetchData.Flags(var flags, boolean isRecent) -> {
                out.ascii("FLAGS ");
                flags(flags, isRecent && !isRevision2 ? "\\Recent" : "");
            }
            case FetchData.Uid(long uid) -> named("UID ", uid);
            case FetchData.InternalDate(Instant date) -> {
                out.ascii("INTERNALDATE ");
                dateTime(date);
            }
            case FetchData.Size(long octets) -> named("RFC822.SIZE ", octets);
            case FetchData.Envelope(var envelope) -> {
                out.ascii("ENVELOPE ");
                mime.envelope(envelope);
            }
            case FetchData.BodyStructure(var structure, boolean isExtensible) -> {
                out.ascii(isExtensible ? "BODYSTRUCTURE " : "BODY ");
                mime.structure(structure.root(), isExtensible);
            }
            case FetchData.ModSeq(long value) -> {
                named("MODSEQ (", value);
                out.octet(')');
            }
            case FetchData.EmailId(String id) -> objectId("EMAILID ", Optional.of(id));
            case FetchData.ThreadId(var id) -> objectId("THREADID ", id);
            case FetchData.SaveDate(var date) -> {
                out.ascii("SAVEDATE ");
                if (date.isPresent()) {
                    dateTime(date.get());
                } else {
                    out.nil();
                }
            }
            case FetchData.Preview(var text) -> {
                out.ascii("PREVIEW ");
                if (text.isPresent()) {
                    out.string(text.get());
                } else {
                    out.nil();
                }
            }
            case FetchData.BinarySize(var part, long octets) -> {
                out.ascii("BINARY.SIZE[");
                partNumbers(part);
                named("] ", octets);
            }
            case FetchData.Content(var content, byte[] octets) -> {
                label(content);
                if (content instanceof FetchItem.Binary) {
                    out.string8(octets);
                } else {
                    out.literal(octets, false);
                }
            }
            case FetchData.Announced(var content, long octets, boolean isBinary) -> {
                label(content);
                out.literalHead(octets, isBinary);
            }
            case FetchData.Missing(var content) -> {
                label(content);
                out.nil();
            }
        }
    }

    private void untagged(Response.Untagged response) throws IOException {
        switch (response) {
            case Response.Notice(var kind, var code, String text) -> {
                out.octet('*');
                status(kind.name(), code, text);
            }
            case Response.Capability(var names) -> {
                out.ascii("* CAPABILITY ");
                words(names);
            }
            case Response.Id(var fields) -> id(fields);
            case Response.Enabled(var extensions) -> {
                out.ascii("* ENABLED");
                for (Extension extension : Extension.values()) {
                    if (extensions.contains(extension)) {
                        out.space();
                        out.ascii(extension.wireText());
                    }
                }
            }
            case Response.Namespace(var personal, var others, var shared) -> {
                out.ascii("* NAMESPACE ");
                namespace(personal);
                out.space();
                namespace(others);
                out.space();
                namespace(shared);
            }
            case Response.ListMailbox list -> list(list);
            case Response.Lsub(var attributes, var name) -> {
                out.ascii("* LSUB ");
                attributes(attributes, Set.of());
                separator();
                mailbox(name);
            }
            case Response.Status status -> status(status);
            case Response.Flags(var flags) -> {
                out.ascii("* FLAGS ");
                flags(flags, "");
            }
            case Response.Exists(long messages) -> numbered(messages, "EXISTS");
            case Response.Recent(long messages) -> numbered(messages, "RECENT");
            case Response.Expunge(long number) -> numbered(number, "EXPUNGE");
            case Response.Vanished(boolean isEarlier, var uids) -> {
                out.ascii(isEarlier ? "* VANISHED (EARLIER) " : "* VANISHED ");
                out.set(uids);
            }
            case Response.Fetch(var numbering, long number, var items) -> {
                beginFetch(numbering, number);
                for (FetchData item : items) {
                    item(item);
                }
                out.octet(')');
            }
            case Response.Search(var numbers, var modSeq) -> {
                out.ascii("* SEARCH");
                for (int i = 0; i < numbers.ranges(); i++) {
                    for (long n = numbers.first(i); n <= numbers.last(i); n++) {
                        named(" ", n);
                    }
                }
                modSeq(modSeq);
            }
            case Response.Sort(long[] numbers, var modSeq) -> {
                out.ascii("* SORT");
                for (long number : numbers) {
                    named(" ", number);
                }
                modSeq(modSeq);
            }
            case Response.Threads(var threads) -> {
                out.ascii("* THREAD");
                if (!threads.isEmpty()) {
                    out.space();
                    threads(threads);
                }
            }
            case Response.Esearch found -> esearch(found);
            case Response.Quota(String root, var resources) -> {
                out.ascii("* QUOTA ");
                out.astring(root);
                quota(resources);
            }
            case Response.QuotaRoot(var mailbox, var roots) -> {
                out.ascii("* QUOTAROOT ");
                mailbox(mailbox);
                for (String root : roots) {
                    out.space();
                    out.astring(root);
                }
            }
            case Response.Acl(var mailbox, var rights) -> {
                out.ascii("* ACL ");
                mailbox(mailbox);
                for (Map.Entry<String, Set<Right>> entry : rights.entrySet()) {
                    out.space();
                    out.astring(entry.getKey());
                    out.space();
                    rights(entry.getValue());
                }
            }
            case Response.ListRights(
                            var mailbox,
                            String identifier,
                            var required,
                            var optional) -> {
                out.ascii("* LISTRIGHTS ");
                mailbox(mailbox);
                out.space();
                out.astring(identifier);
                out.space();
                rights(required);
                Set<Right> grantable = EnumSet.noneOf(Right.class);
                for (Set<Right> group : optional) {
                    out.space();
                    letters(group);
                    grantable.addAll(group);
                }
                // RFC 4314 section 2.1.1: the obsolete ones stand by themselves.
                for (char obsolete : obsoleteLetters(grantable).toCharArray()) {
                    out.space();
                    out.octet(obsolete);
                }
            }
            case Response.MyRights(var mailbox, var rights) -> {
                out.ascii("* MYRIGHTS ");
                mailbox(mailbox);
                out.space();
                rights(rights);
            }
            case Response.Metadata(var mailbox, var entries) -> metadata(mailbox, entries);
            case Response.MetadataChanged(var mailbox, var entries) -> {
                metadataHead(mailbox);
                for (String entry : entries) {
                    out.space();
                    out.astring(entry);
                }
            }
        }
    }

    private void status(String condition, Optional<ResponseCode> code, String text)
            throws IOException {
        out.space();
        out.ascii(condition);
        out.space();
        if (code.isPresent()) {
            out.octet('[');
            code(code.get());
            out.ascii("] ");
        }
        out.text(text);
    }

    private void code(ResponseCode code) throws IOException {
        switch (code) {
            case ResponseCode.Word word -> out.ascii(word.wireText());
            case ResponseCode.Capability(var names) -> {
                out.ascii("CAPABILITY ");
                words(names);
            }
            case ResponseCode.BadCharset(var charsets) -> {
                out.ascii("BADCHARSET (");
                words(charsets);
                out.octet(')');
            }
            case ResponseCode.PermanentFlags(var flags, boolean canCreateKeywords) -> {
                out.ascii("PERMANENTFLAGS ");
                flags(flags, canCreateKeywords ? "\\*" : "");
            }
            case ResponseCode.UidNext(long uid) -> named("UIDNEXT ", uid);
            case ResponseCode.UidValidity(long value) -> named("UIDVALIDITY ", value);
            case ResponseCode.Unseen(long number) -> named("UNSEEN ", number);
            case ResponseCode.HighestModSeq(long value) -> named("HIGHESTMODSEQ ", value);
            case ResponseCode.Modified(var messages) -> {
                out.ascii("MODIFIED ");
                out.set(messages);
            }
            case ResponseCode.AppendUid(long uidValidity, long[] uids) -> {
                named("APPENDUID ", uidValidity);
                out.space();
                out.runs(uids);
            }
            case ResponseCode.CopyUid(long uidValidity, long[] sources, long[] copies) -> {
                named("COPYUID ", uidValidity);
                out.space();
                out.runs(sources);
                out.space();
                out.runs(copies);
            }
            case ResponseCode.MailboxId(String id) -> objectId("MAILBOXID ", Optional.of(id));
            case ResponseCode.BadUrl(String url) -> {
                // RFC 4469 section 4.1: no closing bracket, which an URL can do without.
                out.ascii("BADURL ");
                out.text(url.replace("]", "%5D"));
            }
            case ResponseCode.BadEvent(var events) -> {
                out.ascii("BADEVENT (");
                words(events.stream().map(EventGroup.Event::wireText).toList());
                out.octet(')');
            }
            case ResponseCode.MetadataLongEntries(long octets) ->
                    named("METADATA LONGENTRIES ", octets);
            case ResponseCode.MetadataMaxSize(long octets) -> named("METADATA MAXSIZE ", octets);
            case ResponseCode.InProgress(var tag, var done, var goal) -> {
                out.ascii("INPROGRESS (");
                if (tag.isPresent()) {
                    out.string(tag.get());
                } else {
                    out.nil();
                }
                out.space();
                numberOrNil(done);
                out.space();
                numberOrNil(goal);
                out.octet(')');
            }
        }
    }

    private void named(String name, long number) throws IOException {
        out.ascii(name);
        out.number(number);
    }

    private void numbered(long number, String word) throws IOException {
        named("* ", number);
        out.space();
        out.ascii(word);
    }

    private void numberOrNil(OptionalLong number) throws IOException {
        if (number.isPresent()) {
            out.number(number.getAsLong());
        } else {
            out.nil();
        }
    }

    private void words(Collection<String> words) throws IOException {
        boolean isFirst = true;
        for (String word : words) {
            if (!isFirst) {
                out.space();
            }
            isFirst = false;
            out.ascii(word);
        }
    }

    /** RFC 8474 section 7. */
    private void objectId(String name, Optional<String> id) throws IOException {
        out.ascii(name);
        if (id.isPresent()) {
            out.octet('(');
            out.ascii(id.get());
            out.octet(')');
        } else {
            out.nil();
        }
    }

    private void modSeq(OptionalLong modSeq) throws IOException {
        if (modSeq.isPresent()) {
            named(" (MODSEQ ", modSeq.getAsLong());
            out.octet(')');
        }
    }

    /**
     * @param further one more, or nothing
     */
    private void flags(Flags flags, String further) throws IOException {
        out.octet('(');
        boolean isFirst = true;
        for (Flags.System flag : Flags.System.values()) {
            if (flags.has(flag)) {
                if (!isFirst) {
                    out.space();
                }
                isFirst = false;
                out.ascii(flag.text());
            }
        }
        for (String keyword : flags.keywords()) {
            if (!isFirst) {
                out.space();
            }
            isFirst = false;
            out.ascii(keyword);
        }
        if (!further.isEmpty()) {
            if (!isFirst) {
                out.space();
            }
            out.ascii(further);
        }
        out.octet(')');
    }

    /** RFC 9051 section 9, date-time: always UTC. */
    private void dateTime(Instant instant) throws IOException {
        ZonedDateTime date = instant.atZone(ZoneOffset.UTC);
        out.octet('"');
        out.octet(date.getDayOfMonth() < 10 ? ' ' : '0' + date.getDayOfMonth() / 10);
        out.octet('0' + date.getDayOfMonth() % 10);
        out.octet('-');
        out.ascii(MONTHS[date.getMonthValue() - 1]);
        out.octet('-');
        int year = Math.clamp(date.getYear(), 0, 9_999);
        twoDigits(year / 100);
        twoDigits(year % 100);
        out.space();
        twoDigits(date.getHour());
        out.octet(':');
        twoDigits(date.getMinute());
        out.octet(':');
        twoDigits(date.getSecond());
        out.ascii(" +0000\"");
    }

    private void twoDigits(int number) throws IOException {
        out.octet('0' + number / 10);
        out.octet('0' + number % 10);
    }

    private void label(FetchItem.Content content) throws IOException {
        switch (content) {
            case FetchItem.Rfc822(var part) -> out.ascii(part.wireText());
            case FetchItem.Body(var section, _, var partial) -> {
                out.ascii("BODY[");
                section(section);
                out.octet(']');
                origin(partial);
            }
            case FetchItem.Binary(var part, _, var partial) -> {
                out.ascii("BINARY[");
                partNumbers(part);
                out.octet(']');
                origin(partial);
            }
        }
        out.space();
    }

    private void origin(Optional<FetchItem.Partial> partial) throws IOException {
        if (partial.isPresent()) {
            named("<", partial.get().offset());
            out.octet('>');
        }
    }

    private void section(Section section) throws IOException {
        partNumbers(section.part());
        if (!section.part().isEmpty() && !(section.text() instanceof Section.Text.Whole)) {
            out.octet('.');
        }
        switch (section.text()) {
            case Section.Text.Whole() -> {}
            case Section.Text.Header() -> out.ascii("HEADER");
            case Section.Text.Body() -> out.ascii("TEXT");
            case Section.Text.Mime() -> out.ascii("MIME");
            case Section.Text.HeaderFields(boolean isNot, var names) -> {
                out.ascii(isNot ? "HEADER.FIELDS.NOT (" : "HEADER.FIELDS (");
                astrings(names);
                out.octet(')');
            }
        }
    }

    private void astrings(List<String> texts) throws IOException {
        boolean isFirst = true;
        for (String text : texts) {
            if (!isFirst) {
                out.space();
            }
            isFirst = false;
            out.astring(text);
        }
    }

    private void partNumbers(List<Integer> part) throws IOException {
        for (int i = 0; i < part.size(); i++) {
            if (i > 0) {
                out.octet('.');
            }
            out.number(part.get(i));
        }
    }

    private void id(Map<String, String> fields) throws IOException {
        out.ascii("* ID ");
        if (fields.isEmpty()) {
            out.nil();
            return;
        }
        char before = '(';
        for (Map.Entry<String, String> field : fields.entrySet()) {
            out.octet(before);
            before = ' ';
            out.string(field.getKey());
            out.space();
            out.string(field.getValue());
        }
        out.octet(')');
    }

    private void mailbox(MailboxName name) throws IOException {
        name(name.text());
    }

    private void name(String text) throws IOException {
        out.astring(hasUtf8Names ? text : ModifiedUtf7.encode(text));
    }

    private void separator() throws IOException {
        out.ascii(" \"/\" ");
    }

    private void namespace(List<Response.Namespace.Prefix> prefixes) throws IOException {
        if (prefixes.isEmpty()) {
            out.nil();
            return;
        }
        out.octet('(');
        for (Response.Namespace.Prefix prefix : prefixes) {
            out.octet('(');
            out.string(hasUtf8Names ? prefix.text() : ModifiedUtf7.encode(prefix.text()));
            out.ascii(" \"/\")");
        }
        out.octet(')');
    }

    private void attributes(Set<MailboxAttribute> attributes, Set<SpecialUse> uses)
            throws IOException {
        out.octet('(');
        boolean isFirst = true;
        for (MailboxAttribute attribute : MailboxAttribute.values()) {
            if (attributes.contains(attribute)) {
                if (!isFirst) {
                    out.space();
                }
                isFirst = false;
                out.ascii(attribute.wireText());
            }
        }
        for (SpecialUse use : SpecialUse.values()) {
            if (uses.contains(use)) {
                if (!isFirst) {
                    out.space();
                }
                isFirst = false;
                out.ascii(use.text());
            }
        }
        out.octet(')');
    }

    private void list(Response.ListMailbox list) throws IOException {
        out.ascii("* LIST ");
        attributes(list.attributes(), list.uses());
        separator();
        if (list.name().isPresent()) {
            mailbox(list.name().get());
        } else {
            out.ascii("\"\"");
        }
        if (list.oldName().isEmpty() && list.childInfo().isEmpty()) {
            return;
        }
        out.ascii(" (");
        if (list.oldName().isPresent()) {
            out.ascii("\"OLDNAME\" (");
            mailbox(list.oldName().get());
            out.octet(')');
        }
        if (!list.childInfo().isEmpty()) {
            out.ascii(list.oldName().isPresent() ? " " : "");
            out.ascii("\"CHILDINFO\" (");
            words(
                    Arrays.stream(Response.ListMailbox.ChildInfo.values())
                            .filter(list.childInfo()::contains)
                            .map(info -> '"' + info.wireText() + '"')
                            .toList());
            out.octet(')');
        }
        out.octet(')');
    }

    private void status(Response.Status status) throws IOException {
        out.ascii("* STATUS ");
        mailbox(status.mailbox());
        char before = '(';
        out.space();
        for (StatusItem item : StatusItem.values()) {
            boolean isId = item == StatusItem.MAILBOXID;
            Long value = status.values().get(item);
            if (isId ? status.mailboxId().isEmpty() : value == null) {
                continue;
            }
            out.octet(before);
            before = ' ';
            if (value == null) {
                objectId("MAILBOXID ", status.mailboxId());
                continue;
            }
            out.ascii(item.wireText());
            out.space();
            if (value == Response.Status.NO_LIMIT) {
                out.nil();
            } else {
                out.number(value);
            }
        }
        out.ascii(before == '(' ? "()" : ")");
    }

    /** Without recursion: a conversation may be as deep as it is long. */
    private void threads(List<ThreadNode> threads) throws IOException {
        Deque<Iterator<ThreadNode>> open = new ArrayDeque<>();
        open.push(threads.iterator());
        while (true) {
            Iterator<ThreadNode> siblings = open.getFirst();
            if (!siblings.hasNext()) {
                open.pop();
                if (open.isEmpty()) {
                    return;
                }
                out.octet(')');
                continue;
            }
            out.octet('(');
            ThreadNode node = siblings.next();
            boolean isFirst = memberOf(node, true);
            while (node.children().size() == 1) {
                node = node.children().getFirst();
                isFirst = memberOf(node, isFirst);
            }
            if (node.children().isEmpty()) {
                out.octet(')');
            } else {
                if (!isFirst) {
                    out.space();
                }
                open.push(node.children().iterator());
            }
        }
    }

    private boolean memberOf(ThreadNode node, boolean isFirst) throws IOException {
        if (node.number() == ThreadNode.NO_MESSAGE) {
            return isFirst;
        }
        named(isFirst ? "" : " ", node.number());
        return false;
    }

    private void esearch(Response.Esearch found) throws IOException {
        out.ascii("* ESEARCH");
        if (found.tag().isPresent()) {
            out.ascii(" (TAG ");
            out.string(found.tag().get());
            if (found.source().isPresent()) {
                out.ascii(" MAILBOX ");
                mailbox(found.source().get().mailbox());
                named(" UIDVALIDITY ", found.source().get().uidValidity());
            }
            out.octet(')');
        }
        if (found.numbering() == Numbering.UID) {
            out.ascii(" UID");
        }
        optional(" MIN ", found.min());
        optional(" MAX ", found.max());
        if (found.all().isPresent()) {
            out.ascii(" ALL ");
            numbers(found.all().get());
        }
        optional(" COUNT ", found.count());
        if (found.partial().isPresent()) {
            partial(found.partial().get());
        }
        optional(" MODSEQ ", found.modSeq());
    }

    private void optional(String name, OptionalLong number) throws IOException {
        if (number.isPresent()) {
            named(name, number.getAsLong());
        }
    }

    private void numbers(Response.Esearch.Numbers numbers) throws IOException {
        switch (numbers) {
            case Response.Esearch.Numbers.Ascending(var set) -> out.set(set);
            case Response.Esearch.Numbers.Sorted(long[] sorted) -> out.runs(sorted);
        }
    }

    private void partial(Response.Esearch.Partial partial) throws IOException {
        String sign = partial.range().isFromEnd() ? "-" : "";
        out.ascii(" PARTIAL (");
        named(sign, partial.range().first());
        out.octet(':');
        named(sign, partial.range().last());
        out.space();
        if (partial.numbers().isPresent()) {
            numbers(partial.numbers().get());
        } else {
            out.nil();
        }
        out.octet(')');
    }

    private void quota(List<Response.Quota.Usage> resources) throws IOException {
        out.ascii(" (");
        boolean isFirst = true;
        for (Response.Quota.Usage usage : resources) {
            if (!isFirst) {
                out.space();
            }
            isFirst = false;
            out.ascii(usage.resource());
            named(" ", usage.used());
            named(" ", usage.limit());
        }
        out.octet(')');
    }

    /** With the obsolete letters that older clients look for (RFC 4314 section 2.1.1). */
    private void rights(Set<Right> rights) throws IOException {
        if (rights.isEmpty()) {
            out.ascii("\"\"");
            return;
        }
        letters(rights);
        out.ascii(obsoleteLetters(rights));
    }

    private void letters(Set<Right> rights) throws IOException {
        for (Right right : EnumSet.copyOf(rights)) {
            out.octet(right.letter());
        }
    }

    private static String obsoleteLetters(Set<Right> rights) {
        boolean hasCreate = rights.contains(Right.CREATE) || rights.contains(Right.DELETE_FOLDER);
        boolean hasDelete =
                rights.contains(Right.DELETE_MESSAGES) || rights.contains(Right.EXPUNGE);
        return (hasCreate ? "c" : "") + (hasDelete ? "d" : "");
    }

    private void metadataHead(Optional<MailboxName> mailbox) throws IOException {
        out.ascii("* METADATA ");
        if (mailbox.isPresent()) {
            mailbox(mailbox.get());
        } else {
            out.ascii("\"\"");
        }
    }

    private void metadata(Optional<MailboxName> mailbox, Map<String, Optional<byte[]>> entries)
            throws IOException {
        metadataHead(mailbox);
        out.space();
        char before = '(';
        for (Map.Entry<String, Optional<byte[]>> entry : entries.entrySet()) {
            out.octet(before);
            before = ' ';
            out.astring(entry.getKey());
            out.space();
            if (entry.getValue().isPresent()) {
                out.string8(entry.getValue().get());
            } else {
                out.nil();
            }
        }
        out.octet(')');
    }
}
