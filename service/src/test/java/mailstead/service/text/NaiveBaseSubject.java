package mailstead.service.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The procedure of RFC 5256 section 2.1 word for word, with patterns: slow, and plainly right. */
final class NaiveBaseSubject {

    private static final String BLOB = "\\[[^\\[\\]]*\\] *";
    private static final Pattern LEADER =
            Pattern.compile("(?i)^(?: |(?:" + BLOB + ")*(?:re|fwd?) *(?:" + BLOB + ")?:)");
    private static final Pattern PREFIX_BLOB = Pattern.compile("^" + BLOB);
    private static final Pattern TRAILER = Pattern.compile("(?i)(?:\\(fwd\\)| )$");
    private static final Pattern FORWARD = Pattern.compile("(?i)^\\[fwd:(.*)\\]$");

    private NaiveBaseSubject() {}

    static BaseSubject of(String subject) {
        String text = subject.replaceAll("[ \t\r\n]+", " ");
        boolean isReply = false;
        while (true) {
            for (Matcher m = TRAILER.matcher(text); m.find(); m = TRAILER.matcher(text)) {
                isReply |= m.group().length() > 1;
                text = text.substring(0, m.start());
            }
            boolean isAgain = true;
            while (isAgain) {
                isAgain = false;
                Matcher leader = LEADER.matcher(text);
                if (leader.find()) {
                    isReply |= !leader.group().equals(" ");
                    text = text.substring(leader.end());
                    isAgain = true;
                }
                Matcher blob = PREFIX_BLOB.matcher(text);
                if (blob.find() && !text.substring(blob.end()).isEmpty()) {
                    text = text.substring(blob.end());
                    isAgain = true;
                }
            }
            Matcher forward = FORWARD.matcher(text);
            if (!forward.find()) {
                return new BaseSubject(text, isReply);
            }
            text = forward.group(1);
            isReply = true;
        }
    }
}
