package mailstead.fs.log;

import java.io.IOException;

/** A stone was met: this generation has been given up, look for a newer one. */
final class ClosedGeneration extends IOException {

    private static final long serialVersionUID = 1L;

    ClosedGeneration(String path) {
        super(path + " closes its generation");
    }
}
