package mailstead.service.provisioning;

import mailstead.service.provisioning.Answer.Done;

/** An answer as one text: a line each for operation, key and entity tag, and what was shown. */
final class KeptText {

    private static final int PARTS = 4;

    private KeptText() {}

    static String write(Done done) {
        return String.join("\n", done.operation().word(), done.key(), done.etag(), done.json());
    }

    static Done read(String text) {
        String[] parts = text.split("\n", PARTS);
        return new Done(
                Words.read(Operation.values(), parts[0]), parts[1], parts[2], parts[3], true);
    }
}
