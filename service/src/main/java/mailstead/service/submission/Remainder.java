package mailstead.service.submission;

import java.io.IOException;
import java.io.InputStream;
import mailstead.mail.Content;

/**
 * A content without its first octets. Usable as long as the whole is.
 *
 * @param skipped octets, no more than there are
 */
record Remainder(Content whole, long skipped) implements Content {

    @Override
    public long size() {
        return whole.size() - skipped;
    }

    @Override
    public InputStream open() throws IOException {
        InputStream in = whole.open();
        try {
            in.skipNBytes(skipped);
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }
}
