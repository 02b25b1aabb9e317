package mailstead.directory.ldap;

import java.util.Map;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.DomainName;

/** The forms in which log-in names and addresses are compared, and what stands for their parts. */
final class Names {

    private static final int LOGIN_CHARACTERS_MAX = 128;

    private Names() {}

    /** The form by which a log-in name is compared; empty for what can never be one. */
    static Optional<String> login(String typed) {
        boolean isOne =
                !typed.isEmpty()
                        && typed.codePointCount(0, typed.length()) <= LOGIN_CHARACTERS_MAX
                        && typed.codePoints()
                                .noneMatch(c ->
                                        c < 32
                                                || c >= 127 && c < 160
                                                || Character.getType(c) == Character.SURROGATE
                                                || Character.isWhitespace(c)
                                                || Character.isSpaceChar(c));
        return isOne ? Optional.of(lowerCase(typed)) : Optional.empty();
    }

    /** As it stands in an attribute: unquoted. */
    static String written(Address address) {
        return address.localPart() + "@" + address.domain();
    }

    static Map<String, String> partsOf(Address address) {
        return Map.of(
                "address", written(address),
                "local", address.localPart(),
                "domain", address.domain().ascii());
    }

    static Map<String, String> partsOf(String login) {
        int at = login.lastIndexOf('@');
        return Map.of(
                "login", login,
                "local", at < 0 ? login : login.substring(0, at),
                "domain", at < 0 ? "" : login.substring(at + 1));
    }

    /** The domain that a login names, if it looks like an address. */
    static Optional<DomainName> domainOf(String login) {
        int at = login.lastIndexOf('@');
        return at < 1 ? Optional.empty() : DomainName.parse(login.substring(at + 1));
    }

    /** ASCII only: what other letters' lower case is depends on who is asked. */
    static String lowerCase(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        text.chars().forEach(c -> folded.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return folded.toString();
    }
}
