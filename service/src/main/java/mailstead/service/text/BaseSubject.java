package mailstead.service.text;

/**
 * A subject without what replying and forwarding put around it (RFC 5256 section 2.1). Immutable.
 *
 * @param text may be empty
 * @param isReply whether that was the subject of a reply or a forwarded message (RFC 5256 section
 *     3)
 */
public record BaseSubject(String text, boolean isReply) {

    public static final BaseSubject NONE = new BaseSubject("", false);

    /**
     * @param decoded the subject, encoded words decoded
     */
    public static BaseSubject of(String decoded) {
        return new Extraction(withSingleSpaces(decoded)).run();
    }

    /** Step (1). */
    private static String withSingleSpaces(String subject) {
        StringBuilder text = new StringBuilder(subject.length());
        boolean inSpace = false;
        for (int i = 0; i < subject.length(); i++) {
            char c = subject.charAt(i);
            boolean isSpace = c == ' ' || c == '\t' || c == '\r' || c == '\n';
            if (!isSpace) {
                text.append(c);
            } else if (!inSpace) {
                text.append(' ');
            }
            inSpace = isSpace;
        }
        return text.toString();
    }

    /**
     * Steps (2) to (6), on what lies between two marks that only move towards each other. The words
     * are those of the RFC's grammar (section 5).
     */
    private static final class Extraction {

        private static final String FWD_HDR = "[fwd:";
        private static final String TRAILER = "(fwd)";
        private static final int NONE = -1;

        private final String subject;
        private int start;
        private int end;
        private boolean isReply;

        /** Blobs up to here are followed by no subj-refwd: they need not be looked at again. */
        private int plainBlobsEnd;

        Extraction(String subject) {
            this.subject = subject;
            this.end = subject.length();
        }

        BaseSubject run() {
            do {
                removeTrailers();
                removePrefixes();
            } while (removeForwarding());
            return new BaseSubject(subject.substring(start, end), isReply);
        }

        /** Step (2). */
        private void removeTrailers() {
            while (end > start) {
                if (subject.charAt(end - 1) == ' ') {
                    end--;
                } else if (end - TRAILER.length() >= start
                        && isAt(TRAILER, end - TRAILER.length())) {
                    end -= TRAILER.length();
                    isReply = true;
                } else {
                    return;
                }
            }
        }

        /** Steps (3) to (5). */
        private void removePrefixes() {
            while (removeLeader() || removeBlob()) {
                // until neither is there
            }
        }

        private boolean removeLeader() {
            if (start < end && subject.charAt(start) == ' ') {
                start++;
                return true;
            }
            if (start < plainBlobsEnd) {
                return false;
            }
            int at = start;
            for (int next = afterBlob(at); next != NONE; next = afterBlob(at)) {
                at = next;
            }
            int refwdEnd = afterRefwd(at);
            if (refwdEnd == NONE) {
                plainBlobsEnd = at;
                return false;
            }
            start = refwdEnd;
            isReply = true;
            return true;
        }

        /** Step (4): the last blob stays if there were nothing else. */
        private boolean removeBlob() {
            int next = afterBlob(start);
            if (next == NONE || next >= end) {
                return false;
            }
            start = next;
            return true;
        }

        /** subj-blob: brackets without brackets in them, and the space behind. */
        private int afterBlob(int from) {
            if (from >= end || subject.charAt(from) != '[') {
                return NONE;
            }
            for (int i = from + 1; i < end; i++) {
                char c = subject.charAt(i);
                if (c == ']') {
                    return afterSpace(i + 1);
                }
                if (c == '[') {
                    return NONE;
                }
            }
            return NONE;
        }

        /** subj-refwd: {@code Re:}, {@code Fw [list]:}, {@code FWD :}. */
        private int afterRefwd(int from) {
            int at =
                    isAt("re", from)
                            ? from + 2
                            : isAt("fwd", from) ? from + 3 : isAt("fw", from) ? from + 2 : NONE;
            if (at == NONE) {
                return NONE;
            }
            at = afterSpace(at);
            int blobEnd = afterBlob(at);
            at = blobEnd == NONE ? at : blobEnd;
            return at < end && subject.charAt(at) == ':' ? at + 1 : NONE;
        }

        private int afterSpace(int from) {
            int at = from;
            while (at < end && subject.charAt(at) == ' ') {
                at++;
            }
            return at;
        }

        /** Step (6). */
        private boolean removeForwarding() {
            boolean isForwarding =
                    isAt(FWD_HDR, start)
                            && end - start > FWD_HDR.length()
                            && subject.charAt(end - 1) == ']';
            if (isForwarding) {
                start += FWD_HDR.length();
                end--;
                plainBlobsEnd = start; // all of it was one blob, perhaps
                isReply = true;
            }
            return isForwarding;
        }

        /** Without regard to ASCII case; {@code word} is in lower case. */
        private boolean isAt(String word, int from) {
            if (from < start || from + word.length() > end) {
                return false;
            }
            for (int i = 0; i < word.length(); i++) {
                if (Casemap.foldAscii(subject.charAt(from + i))
                        != Casemap.foldAscii(word.charAt(i))) {
                    return false;
                }
            }
            return true;
        }
    }
}
