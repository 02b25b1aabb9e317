package mailstead.directory.neighbour;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mailstead.spi.MailService;
import mailstead.spi.Quota;
import mailstead.spi.Status;

/**
 * Courier's userdb: {@code name<TAB>field=value|field=value}. Immutable.
 *
 * <p>{@code systempw} is the password for everything, {@code imappw} and {@code pop3pw} stand for
 * it where it is missing. Courier knows hashes of crypt(3), and {@code {SHA}}, {@code {SSHA}},
 * {@code {SHA256}}, {@code {SHA512}} and {@code {MD5}}.
 */
public final class CourierUserdb implements AccountFormat {

    private static final List<String> PASSWORD_FIELDS = List.of("systempw", "imappw", "pop3pw");
    private static final List<String> SCHEMES =
            List.of("{SHA}", "{SSHA}", "{SHA256}", "{SHA512}", "{MD5}");

    /** What Courier calls MD5 in base64. */
    private static final Map<String, String> SCHEME_OF = Map.of("{MD5}", "{LDAP-MD5}");

    private static final String SEPARATORS = "|\t";

    @Override
    public Line read(String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return new Line.Empty();
        }
        int tab = line.indexOf('\t');
        if (tab < 1 || line.length() > Fields.LINE_CHARACTERS_MAX) {
            return new Line.Unreadable("no name with a tab behind it");
        }
        Map<String, String> fields = new HashMap<>();
        for (String field : line.substring(tab + 1).split("\\|")) {
            int equals = field.indexOf('=');
            fields.put(
                    equals < 0 ? field : field.substring(0, equals),
                    equals < 0 ? "" : field.substring(equals + 1));
        }
        Optional<String> home = Fields.path(fields.getOrDefault("home", ""));
        Optional<Quota> quota =
                fields.containsKey("quota")
                        ? MaildirQuota.read(fields.get("quota"))
                        : Optional.of(Quota.NONE);
        if (quota.isEmpty()) {
            return new Line.Unreadable("a quota that is not understood");
        }
        Optional<String> password =
                PASSWORD_FIELDS.stream()
                        .flatMap(name -> Stream.ofNullable(fields.get(name)))
                        .findFirst();
        Optional<String> verifier = password.flatMap(CourierUserdb::verifier);
        if (password.isPresent() && verifier.isEmpty()) {
            return new Line.Unreadable("a password of no known scheme");
        }
        return new Line.Account(
                new ForeignAccount(
                        line.substring(0, tab),
                        verifier.stream().toList(),
                        Fields.owner(
                                fields.getOrDefault("uid", ""), fields.getOrDefault("gid", "")),
                        home,
                        maildir(fields.getOrDefault("mail", ""), home),
                        quota.get(),
                        Status.ACTIVE,
                        EnumSet.allOf(MailService.class)));
    }

    private static Optional<String> verifier(String password) {
        for (String scheme : SCHEMES) {
            if (password.startsWith(scheme)) {
                return Optional.of(
                        SCHEME_OF.getOrDefault(scheme, scheme)
                                + password.substring(scheme.length()));
            }
        }
        return Verifiers.ofCrypt(password);
    }

    private static Optional<String> maildir(String mail, Optional<String> home) {
        if (mail.isEmpty()) {
            return Optional.empty();
        }
        return mail.startsWith("/")
                ? Fields.path(mail)
                : home.flatMap(base -> Fields.path(base + "/" + mail.replaceFirst("^\\./", "")));
    }

    @Override
    public Written write(ForeignAccount account) {
        List<String> lost = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        account.owner()
                .ifPresent(owner -> {
                    fields.add("uid=" + owner.uid());
                    fields.add("gid=" + owner.gid());
                });
        if (account.owner().isEmpty()) {
            lost.add("no uid and gid of its own: Courier wants both");
        }
        put("home", account.home(), fields, lost);
        put("mail", account.maildir(), fields, lost);
        Optional<String> password = password(account.verifiers());
        if (account.status() == Status.SUSPENDED) {
            lost.add("suspended, so without its password");
        } else if (password.isPresent()) {
            fields.add("systempw=" + password.get());
        } else if (!account.verifiers().isEmpty()) {
            lost.add("no hash that Courier knows: nobody can log in");
        }
        if (account.quota().isLimited()) {
            fields.add("quota=" + MaildirQuota.write(account.quota()));
        }
        return new Written(account.name() + "\t" + String.join("|", fields), lost);
    }

    private static Optional<String> password(List<String> verifiers) {
        Optional<String> crypt = Verifiers.toCrypt(verifiers);
        if (crypt.isPresent()) {
            return crypt;
        }
        for (String verifier : verifiers) {
            for (String scheme : SCHEMES) {
                String ours = SCHEME_OF.getOrDefault(scheme, scheme);
                if (verifier.startsWith(ours)) {
                    return Optional.of(scheme + verifier.substring(ours.length()));
                }
            }
        }
        return Optional.empty();
    }

    private static void put(
            String name, Optional<String> path, List<String> fields, List<String> lost) {
        if (path.isEmpty()) {
            return;
        }
        if (Fields.isPlain(path.get(), SEPARATORS)) {
            fields.add(name + "=" + path.get());
        } else {
            lost.add(name + ", whose path has a character that stands for something else here");
        }
    }
}
