package mailstead.directory.neighbour;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import mailstead.spi.MailService;
import mailstead.spi.Quota;
import mailstead.spi.Status;

/**
 * Dovecot's passwd-file: {@code name:password:uid:gid:gecos:home:shell:extra}, of which everything
 * after the password may be missing. Of the extra fields those that say where the mail is, what it
 * may hold and that nobody may log in are understood. Immutable.
 */
public final class DovecotPasswdFile implements AccountFormat {

    private static final int FIELDS_MAX = 8;

    /** What stands between the fields of a line, between extra fields, and for variables. */
    private static final String SEPARATORS = ": %";

    @Override
    public Line read(String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return new Line.Empty();
        }
        if (line.length() > Fields.LINE_CHARACTERS_MAX) {
            return new Line.Unreadable("too long");
        }
        String[] fields = line.split(":", FIELDS_MAX);
        if (fields.length < 2 || fields[0].isEmpty()) {
            return new Line.Unreadable("no name, or no password field");
        }
        Optional<List<String>> verifiers = verifiers(fields[1]);
        if (verifiers.isEmpty()) {
            return new Line.Unreadable(
                    "the password has no scheme, and is nothing that crypt(3) made");
        }
        Optional<String> home = Fields.path(field(fields, 5));
        Map<String, String> extra = extra(field(fields, 7));
        Optional<Quota> quota = quota(extra);
        if (quota.isEmpty()) {
            return new Line.Unreadable("a quota rule that is not understood");
        }
        boolean isShut = extra.containsKey("nologin") || extra.containsKey("deny");
        return new Line.Account(
                new ForeignAccount(
                        fields[0],
                        verifiers.get(),
                        Fields.owner(field(fields, 2), field(fields, 3)),
                        home,
                        maildir(extra, home),
                        quota.get(),
                        isShut ? Status.SUSPENDED : Status.ACTIVE,
                        EnumSet.allOf(MailService.class)));
    }

    private static String field(String[] fields, int index) {
        return index < fields.length ? fields[index] : "";
    }

    /** Without a scheme Dovecot takes it for CRYPT; empty if it cannot be. */
    private static Optional<List<String>> verifiers(String password) {
        if (password.isEmpty() || password.equals("*") || password.startsWith("!")) {
            return Optional.of(List.of());
        }
        return Verifiers.hasScheme(password)
                ? Optional.of(List.of(password))
                : Verifiers.ofCrypt(password).map(List::of);
    }

    private static Map<String, String> extra(String text) {
        Map<String, String> extra = new TreeMap<>();
        for (String word : text.split(" +")) {
            int equals = word.indexOf('=');
            extra.put(
                    equals < 0 ? word : word.substring(0, equals),
                    equals < 0 ? "" : word.substring(equals + 1));
        }
        return extra;
    }

    /** {@code userdb_mail=maildir:~/Maildir:INDEX=...}, as far as it names a Maildir. */
    private static Optional<String> maildir(Map<String, String> extra, Optional<String> home) {
        String mail = extra.getOrDefault("userdb_mail", "");
        if (!mail.startsWith("maildir:")) {
            return Optional.empty();
        }
        String path = mail.substring("maildir:".length()).split(":", 2)[0];
        if (path.equals("~") || path.startsWith("~/") || path.startsWith("%h")) {
            return home.flatMap(
                    base -> Fields.path(base + path.substring(path.startsWith("~") ? 1 : 2)));
        }
        return path.contains("%") ? Optional.empty() : Fields.path(path);
    }

    /** {@code userdb_quota_rule=*:storage=1G:messages=1000}; empty if it says something else. */
    private static Optional<Quota> quota(Map<String, String> extra) {
        String rule = extra.get("userdb_quota_rule");
        if (rule == null) {
            return Optional.of(Quota.NONE);
        }
        if (!rule.startsWith("*:")) {
            return Optional.empty();
        }
        OptionalLong octets = OptionalLong.empty();
        OptionalLong messages = OptionalLong.empty();
        for (String limit : rule.substring(2).split(":")) {
            String[] parts = limit.split("=", 2);
            OptionalLong number =
                    parts.length == 2 ? size(parts[0], parts[1]) : OptionalLong.empty();
            if (number.isEmpty()) {
                return Optional.empty();
            }
            if (parts[0].equals("messages")) {
                messages = number;
            } else {
                octets = number;
            }
        }
        return Optional.of(new Quota(none(octets), none(messages)));
    }

    /** Dovecot's 0 is "no limit". */
    private static OptionalLong none(OptionalLong limit) {
        return limit.isPresent() && limit.getAsLong() == 0 ? OptionalLong.empty() : limit;
    }

    private static OptionalLong size(String what, String text) {
        int shift =
                switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
                    case 'B', 'b' -> 0;
                    case 'K', 'k' -> 10;
                    case 'M', 'm' -> 20;
                    case 'G', 'g' -> 30;
                    case 'T', 't' -> 40;
                    default -> -1;
                };
        OptionalLong number =
                Fields.number(shift < 0 ? text : text.substring(0, text.length() - 1));
        int power =
                switch (what) {
                    case "bytes", "messages" -> Math.max(shift, 0);
                    // Dovecot's unit, if none is said.
                    case "storage" -> shift < 0 ? 10 : shift;
                    default -> -1;
                };
        return power < 0 || number.isEmpty() || number.getAsLong() > Long.MAX_VALUE >> power
                ? OptionalLong.empty()
                : OptionalLong.of(number.getAsLong() << power);
    }

    @Override
    public Written write(ForeignAccount account) {
        List<String> lost = new ArrayList<>();
        List<String> extra = new ArrayList<>();
        String home = plain(account.home(), "home", lost);
        String maildir = plain(account.maildir(), "maildir", lost);
        if (!maildir.isEmpty()) {
            extra.add("userdb_mail=maildir:" + maildir);
        }
        if (account.quota().isLimited()) {
            StringBuilder rule = new StringBuilder("userdb_quota_rule=*");
            account.quota().octetsMax().ifPresent(octets -> rule.append(":bytes=").append(octets));
            account.quota()
                    .messagesMax()
                    .ifPresent(messages -> rule.append(":messages=").append(messages));
            extra.add(rule.toString());
        }
        if (account.status() == Status.SUSPENDED) {
            extra.add("nologin");
        }
        if (account.verifiers().stream().filter(v -> !isMadeBeside(v)).count() > 1) {
            lost.add("all passwords but the first");
        }
        if (!account.services().containsAll(Set.of(MailService.POP3, MailService.IMAP))) {
            lost.add("that not all protocols are allowed");
        }
        return new Written(
                String.join(
                        ":",
                        account.name(),
                        account.verifiers().isEmpty() ? "!" : account.verifiers().getFirst(),
                        account.owner().map(owner -> Integer.toString(owner.uid())).orElse(""),
                        account.owner().map(owner -> Integer.toString(owner.gid())).orElse(""),
                        "",
                        home,
                        "",
                        String.join(" ", extra)),
                lost);
    }

    /** From a password that has another hash too: keys for SCRAM, and what crypt(3) checks. */
    private static boolean isMadeBeside(String verifier) {
        return verifier.startsWith("{SCRAM-")
                || verifier.startsWith("{SHA512-CRYPT}$6$rounds=50000$");
    }

    private static String plain(Optional<String> path, String what, List<String> lost) {
        if (path.isPresent() && !Fields.isPlain(path.get(), SEPARATORS)) {
            lost.add(what + ", whose path has a character that stands for something else here");
            return "";
        }
        return path.orElse("");
    }
}
