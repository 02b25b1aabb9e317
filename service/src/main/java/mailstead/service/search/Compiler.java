package mailstead.service.search;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.LongPredicate;
import mailstead.mail.MailException;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.mime.Digest;
import mailstead.mail.mime.Envelope;
import mailstead.mail.mime.EnvelopeAddress;
import mailstead.mail.mime.HeaderField;
import mailstead.mail.mime.RawText;
import mailstead.mail.search.SearchKey;
import mailstead.service.search.Check.Cost;
import mailstead.service.text.Needle;
import mailstead.service.threading.ThreadIds;

/** Makes checks of search keys. Confined to its search. */
final class Compiler {

    private final NumberSet recent;
    private final long nowSeconds;
    private final SoughtTexts sought;

    Compiler(NumberSet recent, Instant now, SoughtTexts sought) {
        this.recent = recent;
        this.nowSeconds = now.getEpochSecond();
        this.sought = sought;
    }

    Check compile(SearchKey key) {
        return switch (key) {
            case SearchKey.All() -> Check.ALWAYS;
            case SearchKey.And(List<SearchKey> keys) ->
                    Check.allOf(keys.stream().map(this::compile).toList());
            case SearchKey.Or(SearchKey one, SearchKey other) ->
                    Check.anyOf(compile(one), compile(other));
            case SearchKey.Not(SearchKey inner) -> Check.not(compile(inner));
            case SearchKey.Numbers _, SearchKey.Uids _ ->
                    throw new IllegalArgumentException("sets must be resolved before");
            case SearchKey.OneOf(NumberSet uids) ->
                    Check.of(message -> uids.contains(message.uid()));
            case SearchKey.HasFlag(var flag) -> Check.of(message -> message.flags().has(flag));
            case SearchKey.HasKeyword(String keyword) ->
                    Check.of(message -> message.flags().hasKeyword(keyword));
            case SearchKey.Recent() -> Check.of(message -> recent.contains(message.uid()));
            case SearchKey.Header(String field, String text) -> inHeader(field, text);
            case SearchKey.InEnvelope(var field, String text) ->
                    text.indexOf('@') < 0
                            ? inHeader(name(field), text)
                            : Check.anyOf(inHeader(name(field), text), inAddresses(field, text));
            case SearchKey.InBody(String text) -> inBody(text);
            case SearchKey.InText(String text) -> inText(text);
            case SearchKey.OnDate(var kind, var comparison, LocalDate date) ->
                    onDate(kind, comparison, date);
            case SearchKey.SaveDateSupported() -> Check.ALWAYS;
            case SearchKey.Larger(long octets) -> ofSize(size -> size > octets);
            case SearchKey.Smaller(long octets) -> ofSize(size -> size < octets);
            // RFC 5032 section 2: both include the very second.
            case SearchKey.Older(long seconds) ->
                    Check.of(message -> message.receivedSeconds() <= nowSeconds - seconds);
            case SearchKey.Younger(long seconds) ->
                    Check.of(message -> message.receivedSeconds() >= nowSeconds - seconds);
            case SearchKey.ModSeq(long atLeast) -> Check.of(message -> message.modSeq() >= atLeast);
            case SearchKey.EmailId(String id) -> Check.of(message -> message.emailId().equals(id));
            case SearchKey.ThreadId(String id) ->
                    Check.of(
                            Cost.DIGEST,
                            candidate ->
                                    ThreadIds.of(candidate.message(), candidate.digest())
                                            .equals(id));
        };
    }

    private static String name(SearchKey.EnvelopeField field) {
        return switch (field) {
            case BCC -> "Bcc";
            case CC -> "Cc";
            case FROM -> "From";
            case SUBJECT -> "Subject";
            case TO -> "To";
        };
    }

    /** In the decoded text of a field. */
    private static Check inHeader(String field, String text) {
        Needle needle = new Needle(text);
        boolean isKept = Digest.isKept(field);
        return Check.of(
                isKept ? Cost.DIGEST : Cost.HEADER,
                candidate -> {
                    for (HeaderField one : candidate.headersWith(isKept).all(field)) {
                        if (needle.isIn(one.value().decoded())) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    /** In an address without the comments and blanks that may stand in the middle of it. */
    private static Check inAddresses(SearchKey.EnvelopeField field, String text) {
        Needle needle = new Needle(text);
        return Check.of(
                Cost.DIGEST,
                candidate ->
                        addresses(field, Envelope.of(candidate.headersWith(true))).stream()
                                .anyMatch(address -> isIn(needle, address)));
    }

    private static List<EnvelopeAddress> addresses(
            SearchKey.EnvelopeField field, Envelope envelope) {
        return switch (field) {
            case BCC -> envelope.bcc();
            case CC -> envelope.cc();
            case FROM -> envelope.from();
            case TO -> envelope.to();
            case SUBJECT -> List.of();
        };
    }

    private static boolean isIn(Needle needle, EnvelopeAddress address) {
        return switch (address) {
            case EnvelopeAddress.Mailbox(_, _, RawText localPart, RawText domain) ->
                    needle.isIn(localPart.text() + "@" + domain.text());
            case EnvelopeAddress.GroupStart _, EnvelopeAddress.GroupEnd _ -> false;
        };
    }

    private Check inBody(String text) {
        int number = sought.addBody(new Needle(text));
        return Check.of(Cost.BODY, candidate -> candidate.texts().body().isFound(number));
    }

    private Check inText(String text) {
        int number = sought.addAnywhere(new Needle(text));
        return Check.of(Cost.BODY, candidate -> candidate.texts().all().isFound(number));
    }

    /** Of nearly all messages the folder knows it. */
    private static Check ofSize(LongPredicate fits) {
        return Check.of(Cost.FOLDER, candidate -> fits.test(candidate.octets()));
    }

    private static Check onDate(
            SearchKey.DateKind kind, SearchKey.Comparison comparison, LocalDate date) {
        return switch (kind) {
            case RECEIVED -> Check.of(message -> fits(comparison, receivedOn(message), date));
            case SAVED -> Check.of(message -> fits(comparison, savedOn(message), date));
            case SENT -> Check.of(Cost.DIGEST, candidate -> isSentOn(candidate, comparison, date));
        };
    }

    /** In the zone in which we tell internal dates, which is UTC. */
    private static LocalDate receivedOn(Message message) {
        return LocalDate.ofInstant(message.internalDate(), ZoneOffset.UTC);
    }

    private static LocalDate savedOn(Message message) {
        return LocalDate.ofInstant(message.saveDate(), ZoneOffset.UTC);
    }

    /** A message that does not say when it was sent fits no date. */
    private static boolean isSentOn(
            Candidate candidate, SearchKey.Comparison comparison, LocalDate date)
            throws MailException {
        return candidate
                .digest()
                .sentAt()
                .map(OffsetDateTime::toLocalDate)
                .filter(sent -> fits(comparison, sent, date))
                .isPresent();
    }

    private static boolean fits(SearchKey.Comparison comparison, LocalDate day, LocalDate date) {
        return switch (comparison) {
            case BEFORE -> day.isBefore(date);
            case ON -> day.equals(date);
            case SINCE -> !day.isBefore(date);
        };
    }

    /** The UIDs that a key leaves room for at its top; all if it says nothing about them. */
    static NumberSet uidsOf(SearchKey key) {
        if (key instanceof SearchKey.OneOf(NumberSet uids)) {
            return uids;
        }
        NumberSet left = NumberSet.ALL;
        if (key instanceof SearchKey.And(List<SearchKey> keys)) {
            for (SearchKey inner : keys) {
                NumberSet uids = uidsOf(inner);
                left = uids.equals(NumberSet.ALL) ? left : left.intersection(uids);
            }
        }
        return left;
    }

    /** How many texts a key seeks in whole messages. */
    static int textsIn(SearchKey key) {
        return switch (key) {
            case SearchKey.InBody _, SearchKey.InText _ -> 1;
            case SearchKey.And(List<SearchKey> keys) ->
                    keys.stream().mapToInt(Compiler::textsIn).sum();
            case SearchKey.Or(SearchKey one, SearchKey other) -> textsIn(one) + textsIn(other);
            case SearchKey.Not(SearchKey inner) -> textsIn(inner);
            case SearchKey.All _,
                    SearchKey.Numbers _,
                    SearchKey.Uids _,
                    SearchKey.OneOf _,
                    SearchKey.HasFlag _,
                    SearchKey.HasKeyword _,
                    SearchKey.Recent _,
                    SearchKey.Header _,
                    SearchKey.InEnvelope _,
                    SearchKey.OnDate _,
                    SearchKey.SaveDateSupported _,
                    SearchKey.Larger _,
                    SearchKey.Smaller _,
                    SearchKey.Older _,
                    SearchKey.Younger _,
                    SearchKey.ModSeq _,
                    SearchKey.EmailId _,
                    SearchKey.ThreadId _ ->
                    0;
        };
    }
}
