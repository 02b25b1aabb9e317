package mailstead.service.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import mailstead.mail.mime.HeaderField;
import mailstead.mail.mime.Headers;
import mailstead.mail.mime.Part;
import mailstead.mail.mime.PartReader;
import mailstead.mail.mime.Span;
import mailstead.mail.mime.Structure;
import mailstead.service.text.Needle;
import mailstead.service.text.TextScan;

/**
 * The texts that one search seeks in whole messages (TEXT) or bodies (BODY). A message is read once
 * for all of them, as far as its last part that is text, and not held. Confined to its search.
 *
 * <p>Text is in parts of type text or message, transfer encoding and charset undone, of HTML what
 * people read; in the headers of messages within the message; and for TEXT in all other headers.
 * Encoded words are decoded and not also sought in as they are: base64 holds any short text.
 */
final class SoughtTexts {

    private static final int BUFFER_CHARACTERS = 8 * 1024;

    private final List<Needle> inBody = new ArrayList<>();
    private final List<Needle> anywhere = new ArrayList<>();

    /** Which of the texts are in a message. */
    record Result(TextScan body, TextScan all) {}

    /**
     * @return by which number {@link Result#body} knows it
     */
    int addBody(Needle needle) {
        inBody.add(needle);
        return inBody.size() - 1;
    }

    /**
     * @return by which number {@link Result#all} knows it
     */
    int addAnywhere(Needle needle) {
        anywhere.add(needle);
        return anywhere.size() - 1;
    }

    /**
     * @param wireForm from the message's first octet
     */
    Result in(Structure structure, InputStream wireForm) throws IOException {
        Reading reading =
                new Reading(
                        new PartReader(wireForm),
                        new Result(new TextScan(inBody), new TextScan(anywhere)));
        reading.message(structure.root(), false);
        return reading.result;
    }

    /** One message being read, front to back. */
    private static final class Reading {

        private final PartReader parts;
        private final Result result;
        private final char[] buffer = new char[BUFFER_CHARACTERS];

        Reading(PartReader parts, Result result) {
            this.parts = parts;
            this.result = result;
        }

        private boolean isDone() {
            return result.body.isAllFound() && result.all.isAllFound();
        }

        /**
         * A message or one inside it.
         *
         * @param isInside whether its header belongs to the body of the outer one
         */
        void message(Part root, boolean isInside) throws IOException {
            header(root.header(), isInside);
            content(root);
        }

        private void part(Part part) throws IOException {
            header(part.header(), false);
            content(part);
        }

        private void content(Part part) throws IOException {
            if (isDone()) {
                return;
            }
            switch (part) {
                case Part.Multipart multipart -> {
                    for (Part inner : multipart.parts()) {
                        part(inner);
                    }
                }
                case Part.Message inner -> message(inner.root(), true);
                case Part.Leaf leaf -> {
                    if (leaf.isText() || leaf.content().type().is("message")) {
                        text(leaf);
                    }
                }
            }
        }

        private void header(Span span, boolean isBody) throws IOException {
            boolean isWanted =
                    span.length() > 0
                            && (!result.all.isAllFound() || isBody && !result.body.isAllFound());
            if (!isWanted) {
                return;
            }
            int octets = (int) Math.min(span.length(), Candidate.HEADER_OCTETS_MAX);
            byte[] block = parts.octets(span).readNBytes(octets);
            for (HeaderField field : Headers.parse(block).fields()) {
                add(field.name() + ": " + field.value().decoded(), isBody);
            }
        }

        private void add(String text, boolean isBody) {
            result.all.begin();
            result.all.add(text);
            if (isBody) {
                result.body.begin();
                result.body.add(text);
            }
        }

        private void text(Part.Leaf leaf) throws IOException {
            result.all.begin();
            result.body.begin();
            Reader reader = parts.plainText(leaf);
            int count = reader.read(buffer);
            while (count >= 0 && !isDone()) {
                result.all.add(buffer, 0, count);
                result.body.add(buffer, 0, count);
                count = reader.read(buffer);
            }
        }
    }
}
