package mailstead.imap.codec;

import java.io.IOException;
import java.util.Optional;

/** Writes response codes without their brackets (RFC 9051 section 7.1). Confined to its encoder. */
final class CodeEncoder {

    private final WireWriter out;

    CodeEncoder(WireWriter out) {
        this.out = out;
    }

    void write(ResponseCode code) throws IOException {
        switch (code) {
            case ResponseCode.Word word -> out.ascii(word.wireText());
            case ResponseCode.Capability(var names) -> {
                out.ascii("CAPABILITY ");
                out.words(names);
            }
            case ResponseCode.BadCharset(var charsets) -> {
                out.ascii("BADCHARSET ");
                out.list(charsets);
            }
            case ResponseCode.PermanentFlags(var flags, boolean canCreateKeywords) -> {
                out.ascii("PERMANENTFLAGS ");
                out.flags(flags, canCreateKeywords ? "\\*" : "");
            }
            case ResponseCode.UidNext(long uid) -> out.named("UIDNEXT ", uid);
            case ResponseCode.UidValidity(long value) -> out.named("UIDVALIDITY ", value);
            case ResponseCode.Unseen(long number) -> out.named("UNSEEN ", number);
            case ResponseCode.HighestModSeq(long value) -> out.named("HIGHESTMODSEQ ", value);
            case ResponseCode.Modified(var messages) -> {
                out.ascii("MODIFIED ");
                out.set(messages);
            }
            case ResponseCode.AppendUid(long uidValidity, long[] uids) -> {
                out.named("APPENDUID ", uidValidity);
                out.space();
                out.runs(uids);
            }
            case ResponseCode.CopyUid(long uidValidity, long[] sources, long[] copies) -> {
                out.named("COPYUID ", uidValidity);
                out.space();
                out.runs(sources);
                out.space();
                out.runs(copies);
            }
            case ResponseCode.MailboxId(String id) -> out.objectId("MAILBOXID ", Optional.of(id));
            case ResponseCode.BadUrl(String url) -> {
                // RFC 4469 section 4.1: no closing bracket, which an URL can do without.
                out.ascii("BADURL ");
                out.text(url.replace("]", "%5D"));
            }
            case ResponseCode.BadEvent(var events) -> {
                out.ascii("BADEVENT ");
                out.list(events.stream().map(EventGroup.Event::wireText).toList());
            }
            case ResponseCode.MetadataLongEntries(long octets) ->
                    out.named("METADATA LONGENTRIES ", octets);
            case ResponseCode.MetadataMaxSize(long octets) ->
                    out.named("METADATA MAXSIZE ", octets);
            case ResponseCode.InProgress(var tag, var done, var goal) -> {
                out.ascii("INPROGRESS (");
                if (tag.isPresent()) {
                    out.string(tag.get());
                } else {
                    out.nil();
                }
                out.space();
                out.numberOrNil(done);
                out.space();
                out.numberOrNil(goal);
                out.octet(')');
            }
        }
    }
}
