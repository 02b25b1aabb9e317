package mailstead.directory.sql;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.AppPassword;
import mailstead.spi.BackEnd;
import mailstead.spi.Customer;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Quota;
import mailstead.spi.Volume;

/**
 * What may stand in the directory, and the forms in which logins and addresses are compared.
 * Besides sparing readers surprises, the bans on control characters keep {@link Rows#FIELD} and
 * {@link Rows#RECORD} out of every text.
 */
final class Rules {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern PRINTABLE_ASCII = Pattern.compile("[\\x21-\\x7E]{1,1024}");
    private static final int LOGIN_CHARACTERS_MAX = 128;
    private static final int TEXT_CHARACTERS_MAX = 200;
    private static final int PATH_CHARACTERS_MAX = 1024;
    private static final int ATTRIBUTE_CHARACTERS_MAX = 4096;
    private static final int HOST_CHARACTERS_MAX = 253;
    private static final int ATTRIBUTES_MAX = 100;
    private static final int VERIFIERS_MAX = 32;
    private static final int ADDRESSES_MAX = 1000;
    private static final int TARGETS_MAX = 10_000;

    private Rules() {}

    /** The form by which a login is stored; empty for what can never be one. */
    static Optional<String> login(String typed) {
        boolean valid =
                !typed.isEmpty()
                        && typed.codePointCount(0, typed.length()) <= LOGIN_CHARACTERS_MAX
                        && isPlain(typed)
                        && typed.codePoints()
                                .noneMatch(
                                        c -> Character.isWhitespace(c) || Character.isSpaceChar(c));
        return valid ? Optional.of(lowerCase(typed)) : Optional.empty();
    }

    /** The domain that a login names, if it looks like an address. */
    static Optional<DomainName> domainOf(String login) {
        int at = login.lastIndexOf('@');
        return at < 1 ? Optional.empty() : DomainName.parse(login.substring(at + 1));
    }

    /** The form by which an address of ours is stored: unquoted. */
    static String key(Address address) {
        return written(address.folded());
    }

    /** The address as it is, unquoted; {@link Address#parse} reads it back. */
    static String written(Address address) {
        return address.localPart() + "@" + address.domain();
    }

    static void check(Customer customer) throws Conflict {
        demand(
                NAME.matcher(customer.customerId()).matches(),
                "customerId: 1 to 64 of A-Z a-z 0-9 . _ -");
        demand(
                isText(customer.name(), TEXT_CHARACTERS_MAX),
                "name: 1 to 200 characters, no control characters");
        if (customer.billingReference().isPresent()) {
            demand(
                    isText(customer.billingReference().get(), TEXT_CHARACTERS_MAX),
                    "billingReference: 1 to 200 characters, no control characters");
        }
        checkAttributes(customer.attributes());
    }

    static void check(Volume volume) throws Conflict {
        demand(NAME.matcher(volume.name()).matches(), "name: 1 to 64 of A-Z a-z 0-9 . _ -");
        demand(
                volume.folder().startsWith("/") && isText(volume.folder(), PATH_CHARACTERS_MAX),
                "folder: an absolute path of at most 1024 characters, no control characters");
        demand(
                PRINTABLE_ASCII.matcher(volume.markerId()).matches()
                        && volume.markerId().length() <= 128,
                "markerId: 1 to 128 printable ASCII characters");
    }

    static void check(BackEnd backEnd) throws Conflict {
        demand(NAME.matcher(backEnd.name()).matches(), "name: 1 to 64 of A-Z a-z 0-9 . _ -");
        demand(NAME.matcher(backEnd.group()).matches(), "group: 1 to 64 of A-Z a-z 0-9 . _ -");
        demand(!backEnd.endpoints().isEmpty(), "endpoints: at least one");
        for (BackEnd.Endpoint endpoint : backEnd.endpoints().values()) {
            demand(
                    PRINTABLE_ASCII.matcher(endpoint.host()).matches()
                            && endpoint.host().length() <= HOST_CHARACTERS_MAX,
                    "endpoints: a host of 1 to 253 printable ASCII characters");
        }
        checkAttributes(backEnd.attributes());
    }

    static void check(Account account) throws Conflict {
        demand(
                login(account.login()).isPresent(),
                "login: 1 to 128 characters without white space and control characters");
        demand(
                isText(account.home().path(), PATH_CHARACTERS_MAX),
                "home: at most 1024 characters, no control characters");
        demand(account.addresses().size() <= ADDRESSES_MAX, "addresses: at most 1000");
        Set<String> seen = new HashSet<>();
        for (Address address : account.addresses()) {
            demand(seen.add(key(address)), "addresses: " + address.folded() + " is there twice");
            checkOwn(address);
        }
        checkVerifiers(account.verifiers());
        check(account.quota());
        checkAttributes(account.attributes());
    }

    static void check(AppPassword appPassword) throws Conflict {
        demand(NAME.matcher(appPassword.id()).matches(), "id: 1 to 64 of A-Z a-z 0-9 . _ -");
        demand(
                isText(appPassword.label(), TEXT_CHARACTERS_MAX),
                "label: 1 to 200 characters, no control characters");
        checkVerifiers(List.of(appPassword.verifier()));
        demand(!appPassword.services().isEmpty(), "services: one or more");
        demand(
                appPassword.expires().isEmpty()
                        || appPassword.expires().get().isAfter(appPassword.created()),
                "expires: later than created");
    }

    static void check(Quota quota) throws Conflict {
        demand(
                quota.octetsMax().orElse(0) >= 0 && quota.messagesMax().orElse(0) >= 0,
                "quota: not negative");
    }

    static void checkVerifiers(List<String> verifiers) throws Conflict {
        demand(verifiers.size() <= VERIFIERS_MAX, "verifiers: at most 32");
        for (String verifier : verifiers) {
            demand(
                    PRINTABLE_ASCII.matcher(verifier).matches(),
                    "verifiers: 1 to 1024 printable ASCII characters each");
        }
    }

    private static void checkOwn(Address address) throws Conflict {
        demand(
                address.isShortEnoughForOwn(),
                address.folded() + ": at most 64 octets before the at sign");
    }

    static void check(Alias alias) throws Conflict {
        int count = alias.targets().size();
        demand(count >= 1 && count <= TARGETS_MAX, "targets: 1 to 10000 addresses, not " + count);
        checkOwn(alias.address());
        String self = key(alias.address());
        for (Address target : alias.targets()) {
            demand(
                    !key(target).equals(self),
                    "targets: " + alias.address().folded() + " cannot stand for itself");
        }
    }

    private static void checkAttributes(Map<String, String> attributes) throws Conflict {
        demand(attributes.size() <= ATTRIBUTES_MAX, "attributes: at most 100");
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            demand(
                    isText(attribute.getKey(), 64),
                    "attributes: names of 1 to 64 characters, no control characters");
            String content = attribute.getValue();
            boolean plain =
                    content.length() <= ATTRIBUTE_CHARACTERS_MAX
                            && isPlain(content.replace("\n", "").replace("\t", ""));
            demand(
                    plain,
                    "attributes: "
                            + attribute.getKey()
                            + " must be at most 4096 characters, no control characters but line feed and tab");
        }
    }

    private static boolean isText(String text, int charactersMax) {
        return !text.isBlank() && text.length() <= charactersMax && isPlain(text);
    }

    private static boolean isPlain(String text) {
        return text.codePoints()
                .noneMatch(c ->
                        c < 32
                                || c >= 127 && c < 160
                                || Character.getType(c) == Character.SURROGATE);
    }

    private static void demand(boolean holds, String publicText) throws Conflict {
        if (!holds) {
            throw new Conflict(publicText);
        }
    }

    /** ASCII only: what other letters' lower case is depends on who is asked. */
    private static String lowerCase(String text) {
        if (text.chars().allMatch(c -> c < 128)) {
            return text.toLowerCase(Locale.ROOT);
        }
        StringBuilder folded = new StringBuilder(text.length());
        text.chars().forEach(c -> folded.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return folded.toString();
    }
}
