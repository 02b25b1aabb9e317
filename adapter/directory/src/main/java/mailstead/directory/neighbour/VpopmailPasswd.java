package mailstead.directory.neighbour;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.spi.MailService;
import mailstead.spi.Quota;
import mailstead.spi.Status;

/**
 * vpopmail's {@code vpasswd}, one file for each domain: {@code
 * name:hash:uid:flags:gecos:dir:quota}, and the clear password where vpopmail was built to keep it
 * (it is not taken). The flags, once a gid, say what is forbidden. Immutable.
 */
public final class VpopmailPasswd implements AccountFormat {

    private static final int FIELDS_MIN = 7;
    private static final int FIELDS_MAX = 8;
    private static final String NO_QUOTA = "NOQUOTA";
    private static final int BOUNCES = 0x10;

    private static final Map<MailService, Integer> FORBIDDEN =
            Map.of(
                    MailService.POP3, 0x02,
                    MailService.WEBMAIL, 0x04,
                    MailService.IMAP, 0x08,
                    MailService.DELIVERY, BOUNCES,
                    MailService.SUBMISSION, 0x800);

    private final String domain;

    /**
     * @param domain whose file it is
     */
    public VpopmailPasswd(String domain) {
        this.domain = domain;
    }

    @Override
    public Line read(String line) {
        if (line.isBlank()) {
            return new Line.Empty();
        }
        String[] fields = line.split(":", -1);
        if (fields.length < FIELDS_MIN
                || fields.length > FIELDS_MAX
                || line.length() > Fields.LINE_CHARACTERS_MAX
                || fields[0].isEmpty()) {
            return new Line.Unreadable("not the seven or eight fields of vpasswd");
        }
        if (Fields.number(fields[3]).isEmpty()) {
            return new Line.Unreadable("the flags are no number");
        }
        long flags = Fields.number(fields[3]).getAsLong();
        Set<MailService> services = EnumSet.allOf(MailService.class);
        FORBIDDEN.forEach((service, flag) -> {
            if ((flags & flag) != 0) {
                services.remove(service);
            }
        });
        Optional<Quota> quota =
                fields[6].equals(NO_QUOTA) || fields[6].isEmpty()
                        ? Optional.of(Quota.NONE)
                        : Fields.number(fields[6]).isPresent()
                                ? Optional.of(
                                        new Quota(
                                                Fields.number(fields[6]), Quota.NONE.messagesMax()))
                                : MaildirQuota.read(fields[6]);
        if (quota.isEmpty()) {
            return new Line.Unreadable("a quota that is not understood");
        }
        boolean isOpen = !fields[1].isEmpty() && !fields[1].startsWith("*");
        Optional<String> verifier = Verifiers.ofCrypt(fields[1]);
        if (isOpen && verifier.isEmpty()) {
            return new Line.Unreadable("the password is nothing that crypt(3) made");
        }
        return new Line.Account(
                new ForeignAccount(
                        fields[0] + "@" + domain,
                        verifier.stream().toList(),
                        Optional.empty(),
                        Fields.path(fields[5]),
                        Optional.empty(),
                        quota.get(),
                        Status.ACTIVE,
                        services));
    }

    /**
     * Of an account whose name is in this domain, and whose Maildir is {@code Maildir} in its home.
     */
    @Override
    public Written write(ForeignAccount account) {
        List<String> lost = new ArrayList<>();
        Optional<String> hash = Verifiers.toCrypt(account.verifiers());
        if (hash.isEmpty() && !account.verifiers().isEmpty()) {
            lost.add("no hash that crypt(3) knows: nobody can log in");
        }
        if (account.status() == Status.SUSPENDED) {
            lost.add("suspended, so without its password");
        }
        if (!account.maildir().equals(account.home().map(home -> home + "/Maildir"))) {
            lost.add("that the Maildir is not named Maildir");
        }
        int flags = 0;
        for (Map.Entry<MailService, Integer> entry : FORBIDDEN.entrySet()) {
            flags |= account.services().contains(entry.getKey()) ? 0 : entry.getValue();
        }
        int at = account.name().indexOf('@');
        return new Written(
                String.join(
                        ":",
                        at < 0 ? account.name() : account.name().substring(0, at),
                        account.status() == Status.SUSPENDED ? "*" : hash.orElse("*"),
                        "1",
                        Integer.toString(flags),
                        "",
                        account.home().orElse(""),
                        account.quota().isLimited()
                                ? MaildirQuota.write(account.quota())
                                : NO_QUOTA),
                lost);
    }
}
