package mailstead.imap.codec;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mailstead.mail.mime.ContentFields;
import mailstead.mail.mime.Envelope;
import mailstead.mail.mime.EnvelopeAddress;
import mailstead.mail.mime.Parameter;
import mailstead.mail.mime.Parameters;
import mailstead.mail.mime.Part;
import mailstead.mail.mime.RawText;
import mailstead.mail.mime.Structure;

/**
 * Writes ENVELOPE and BODYSTRUCTURE (RFC 9051 section 7.5.2). Recursion is bounded by {@link
 * Structure#DEPTH_MAX}. Confined to its encoder.
 */
final class MimeEncoder {

    private final WireWriter out;
    private final boolean isGlobal;

    /**
     * @param isGlobal message/global is a message like message/rfc822 (RFC 9051 section 9,
     *     media-message); if not, it is a part like any other
     */
    MimeEncoder(WireWriter out, boolean isGlobal) {
        this.out = out;
        this.isGlobal = isGlobal;
    }

    void envelope(Envelope envelope) throws IOException {
        out.octet('(');
        nstring(envelope.date());
        out.space();
        nstring(envelope.subject());
        out.space();
        addresses(envelope.from());
        out.space();
        addresses(envelope.sender());
        out.space();
        addresses(envelope.replyTo());
        out.space();
        addresses(envelope.to());
        out.space();
        addresses(envelope.cc());
        out.space();
        addresses(envelope.bcc());
        out.space();
        nstring(envelope.inReplyTo());
        out.space();
        nstring(envelope.messageId());
        out.octet(')');
    }

    /**
     * @param isExtensible BODYSTRUCTURE; if not, BODY
     */
    void structure(Part part, boolean isExtensible) throws IOException {
        out.octet('(');
        switch (part) {
            case Part.Multipart multipart -> multipart(multipart, isExtensible);
            case Part.Message message -> {
                basic(message);
                if (isGlobal || message.content().type().is("message", "rfc822")) {
                    out.space();
                    envelope(message.envelope());
                    out.space();
                    structure(message.root(), isExtensible);
                    lines(message);
                }
                extension(message.content(), isExtensible);
            }
            case Part.Leaf leaf -> {
                basic(leaf);
                if (leaf.isText()) {
                    lines(leaf);
                }
                extension(leaf.content(), isExtensible);
            }
        }
        out.octet(')');
    }

    private void multipart(Part.Multipart multipart, boolean isExtensible) throws IOException {
        for (Part part : multipart.parts()) {
            structure(part, isExtensible);
        }
        out.space();
        out.string(multipart.content().type().subtype());
        if (isExtensible) {
            out.space();
            parameters(multipart.content().type().parameters());
            place(multipart.content());
        }
    }

    private void basic(Part part) throws IOException {
        ContentFields content = part.content();
        out.string(content.type().type());
        out.space();
        out.string(content.type().subtype());
        out.space();
        parameters(content.type().parameters());
        out.space();
        nstring(content.id());
        out.space();
        nstring(content.description());
        out.space();
        out.string(content.encoding());
        out.space();
        out.number(part.body().length());
    }

    private void lines(Part part) throws IOException {
        out.space();
        out.number(part.place().bodyLines());
    }

    private void extension(ContentFields content, boolean isExtensible) throws IOException {
        if (isExtensible) {
            out.space();
            nstring(content.md5());
            place(content);
        }
    }

    /** Disposition, language and location. */
    private void place(ContentFields content) throws IOException {
        out.space();
        if (content.disposition().isPresent()) {
            out.octet('(');
            out.string(content.disposition().get().type());
            out.space();
            parameters(content.disposition().get().parameters());
            out.octet(')');
        } else {
            out.nil();
        }
        out.space();
        languages(content.languages());
        out.space();
        nstring(content.location());
    }

    private void languages(List<String> languages) throws IOException {
        if (languages.isEmpty()) {
            out.nil();
        } else if (languages.size() == 1) {
            out.string(languages.getFirst());
        } else {
            char before = '(';
            for (String language : languages) {
                out.octet(before);
                before = ' ';
                out.string(language);
            }
            out.octet(')');
        }
    }

    private void parameters(Parameters parameters) throws IOException {
        if (parameters.list().isEmpty()) {
            out.nil();
            return;
        }
        char before = '(';
        for (Parameter parameter : parameters.list()) {
            out.octet(before);
            before = ' ';
            out.string(parameter.wireName());
            out.space();
            out.string(parameter.value().octets());
        }
        out.octet(')');
    }

    private void addresses(List<EnvelopeAddress> addresses) throws IOException {
        if (addresses.isEmpty()) {
            out.nil();
            return;
        }
        out.octet('(');
        for (EnvelopeAddress address : addresses) {
            switch (address) {
                // A mailbox or host that is NIL would mean a group, so these are empty at least.
                case EnvelopeAddress.Mailbox(var name, var route, var localPart, var domain) ->
                        address(name, route, Optional.of(localPart), Optional.of(domain));
                case EnvelopeAddress.GroupStart(var name) ->
                        address(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(name),
                                Optional.empty());
                case EnvelopeAddress.GroupEnd() ->
                        address(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty());
            }
        }
        out.octet(')');
    }

    private void address(
            Optional<RawText> name,
            Optional<RawText> route,
            Optional<RawText> mailbox,
            Optional<RawText> host)
            throws IOException {
        out.octet('(');
        nstring(name);
        out.space();
        nstring(route);
        out.space();
        nstring(mailbox);
        out.space();
        nstring(host);
        out.octet(')');
    }

    private void nstring(Optional<RawText> text) throws IOException {
        if (text.isPresent()) {
            out.string(text.get().octets());
        } else {
            out.nil();
        }
    }
}
