package mailstead.imap.codec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.SpecialUse;

/**
 * Writes responses as a client with these extensions enabled reads them (RFC 9051 section 7). Holds
 * a buffer: make one for each answer and {@link #flush} it. Confined to its session.
 */
public final class ResponseEncoder {

    private final WireWriter out;
    private final CodeEncoder codes;
    private final FetchEncoder fetches;
    private final ResultEncoder results;

    /**
     * @param enabled what the client has switched on
     */
    public ResponseEncoder(Sink sink, Set<Extension> enabled) {
        boolean isRevision2 = enabled.contains(Extension.IMAP4REV2);
        boolean isUtf8 = isRevision2 || enabled.contains(Extension.UTF8_ACCEPT);
        this.out = new WireWriter(sink, isUtf8, isRevision2);
        this.codes = new CodeEncoder(out);
        this.fetches = new FetchEncoder(out, new MimeEncoder(out, isUtf8), isRevision2);
        this.results = new ResultEncoder(out);
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
        numbered(number, numbering == Numbering.UID ? "UIDFETCH " : "FETCH ");
        fetches.begin();
    }

    /** After {@link FetchData.Announced}, all its octets must be streamed next. */
    public void item(FetchData item) throws IOException {
        fetches.item(item);
    }

    public void endFetch() throws IOException {
        fetches.end();
        out.lineEnd();
    }

    /** Octets that an item has announced, as they are. */
    public void stream(byte[] octets, int offset, int length) throws IOException {
        fetches.stream(octets, offset, length);
    }

    private void untagged(Response.Untagged response) throws IOException {
        switch (response) {
            case Response.Notice(var kind, var code, String text) -> {
                out.octet('*');
                status(kind.name(), code, text);
            }
            case Response.Capability(var names) -> {
                out.ascii("* CAPABILITY ");
                out.words(names);
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
                out.mailbox(name);
            }
            case Response.Status status -> status(status);
            case Response.Flags(var flags) -> {
                out.ascii("* FLAGS ");
                out.flags(flags, "");
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
                    fetches.item(item);
                }
                fetches.end();
            }
            case Response.Search(var numbers, var modSeq) -> results.search(numbers, modSeq);
            case Response.Sort(long[] numbers, var modSeq) -> results.sort(numbers, modSeq);
            case Response.Threads(var threads) -> results.threads(threads);
            case Response.Esearch found -> results.esearch(found);
            case Response.Quota(String root, var resources) -> {
                out.ascii("* QUOTA ");
                out.astring(root);
                quota(resources);
            }
            case Response.QuotaRoot(var mailbox, var roots) -> {
                out.ascii("* QUOTAROOT ");
                out.mailbox(mailbox);
                for (String root : roots) {
                    out.space();
                    out.astring(root);
                }
            }
            case Response.Acl(var mailbox, var rights) -> {
                out.ascii("* ACL ");
                out.mailbox(mailbox);
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
                out.mailbox(mailbox);
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
                out.mailbox(mailbox);
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

    private void numbered(long number, String word) throws IOException {
        out.named("* ", number);
        out.space();
        out.ascii(word);
    }

    private void status(String condition, Optional<ResponseCode> code, String text)
            throws IOException {
        out.space();
        out.ascii(condition);
        out.space();
        if (code.isPresent()) {
            out.octet('[');
            codes.write(code.get());
            out.ascii("] ");
        }
        out.text(text);
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
            out.string(out.nameText(prefix.text()));
            out.ascii(" \"/\")");
        }
        out.octet(')');
    }

    private void attributes(Set<MailboxAttribute> attributes, Set<SpecialUse> uses)
            throws IOException {
        List<String> words = new ArrayList<>();
        for (MailboxAttribute attribute : MailboxAttribute.values()) {
            if (attributes.contains(attribute)) {
                words.add(attribute.wireText());
            }
        }
        for (SpecialUse use : SpecialUse.values()) {
            if (uses.contains(use)) {
                words.add(use.text());
            }
        }
        out.list(words);
    }

    private void list(Response.ListMailbox list) throws IOException {
        out.ascii("* LIST ");
        attributes(list.attributes(), list.uses());
        separator();
        if (list.name().isPresent()) {
            out.mailbox(list.name().get());
        } else {
            out.ascii("\"\"");
        }
        if (list.oldName().isEmpty() && list.childInfo().isEmpty()) {
            return;
        }
        out.ascii(" (");
        if (list.oldName().isPresent()) {
            out.ascii("\"OLDNAME\" (");
            out.mailbox(list.oldName().get());
            out.octet(')');
        }
        if (!list.childInfo().isEmpty()) {
            out.ascii(list.oldName().isPresent() ? " " : "");
            out.ascii("\"CHILDINFO\" ");
            out.list(
                    Arrays.stream(Response.ListMailbox.ChildInfo.values())
                            .filter(list.childInfo()::contains)
                            .map(info -> '"' + info.wireText() + '"')
                            .toList());
        }
        out.octet(')');
    }

    private void status(Response.Status status) throws IOException {
        out.ascii("* STATUS ");
        out.mailbox(status.mailbox());
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
                out.objectId("MAILBOXID ", status.mailboxId());
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

    private void quota(List<Response.Quota.Usage> resources) throws IOException {
        out.ascii(" (");
        boolean isFirst = true;
        for (Response.Quota.Usage usage : resources) {
            if (!isFirst) {
                out.space();
            }
            isFirst = false;
            out.ascii(usage.resource());
            out.named(" ", usage.used());
            out.named(" ", usage.limit());
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
            out.mailbox(mailbox.get());
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
