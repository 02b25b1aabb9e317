package mailstead.directory.neighbour;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.spi.MailService;
import mailstead.spi.Quota;
import mailstead.spi.Status;

/**
 * passwd(5): {@code name:password:uid:gid:gecos:home:shell}. The password is {@code x} where
 * shadow(5) has it. Immutable.
 */
public final class PasswdFile implements AccountFormat {

    private static final int FIELDS = 7;
    private static final String IN_SHADOW = "x";
    private static final String NO_LOGIN = "/usr/sbin/nologin";

    private final Map<String, String> shadow;

    /**
     * @param shadow what {@link ShadowFile} says: name to hash
     */
    public PasswdFile(Map<String, String> shadow) {
        this.shadow = Map.copyOf(shadow);
    }

    @Override
    public Line read(String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return new Line.Empty();
        }
        String[] fields = line.split(":", -1);
        if (fields.length != FIELDS || line.length() > Fields.LINE_CHARACTERS_MAX) {
            return new Line.Unreadable("not the seven fields of passwd");
        }
        String name = fields[0];
        if (name.isEmpty()) {
            return new Line.Unreadable("no name");
        }
        if (Fields.number(fields[2]).isEmpty() || Fields.number(fields[3]).isEmpty()) {
            return new Line.Unreadable("uid or gid is no number");
        }
        String password = fields[1].equals(IN_SHADOW) ? shadow.getOrDefault(name, "*") : fields[1];
        boolean isLocked = password.startsWith("!");
        String hash = password.replaceFirst("^!+", "");
        return new Line.Account(
                new ForeignAccount(
                        name,
                        Verifiers.ofCrypt(hash).stream().toList(),
                        Fields.owner(fields[2], fields[3]),
                        Fields.path(fields[5]),
                        Optional.empty(),
                        Quota.NONE,
                        isLocked ? Status.SUSPENDED : Status.ACTIVE,
                        Set.of(MailService.values())));
    }

    @Override
    public Written write(ForeignAccount account) {
        List<String> lost = new ArrayList<>();
        String home = account.home().orElse("");
        if (account.owner().isEmpty()) {
            lost.add("no uid of its own: nobody's is written");
        }
        if (account.quota().isLimited()) {
            lost.add("quota");
        }
        return new Written(
                String.join(
                        ":",
                        account.name(),
                        IN_SHADOW,
                        account.owner().map(owner -> Integer.toString(owner.uid())).orElse("65534"),
                        account.owner().map(owner -> Integer.toString(owner.gid())).orElse("65534"),
                        "",
                        home,
                        NO_LOGIN),
                lost);
    }
}
