package mailstead.directory.ldap;

import com.unboundid.ldap.sdk.Entry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailstead.spi.Home;
import mailstead.spi.Volume;

/** Where an entry's mailbox lies: its Maildir on one of our volumes. Immutable. */
final class Homes {

    private static final Pattern HOLE = Pattern.compile("\\{([a-z]+)\\}");
    private static final int PATH_CHARACTERS_MAX = 1024;

    private final Mapping mapping;
    private final List<Volume> volumes;

    /**
     * @param volumes those with the longest paths win where one lies in another
     */
    Homes(Mapping mapping, List<Volume> volumes) {
        this.mapping = mapping;
        this.volumes =
                volumes.stream()
                        .sorted(
                                Comparator.comparing((Volume volume) -> volume.folder().length())
                                        .reversed())
                        .toList();
    }

    /**
     * @param parts what stands for {@code login}, {@code local} and {@code domain}
     */
    Home of(Entry entry, Map<String, String> parts) throws Malformed {
        String path = path(entry, parts);
        String attribute = attribute(entry);
        Optional<String> volume =
                value(entry, Term.VOLUME)
                        .or(() ->
                                path.startsWith("/")
                                        ? Optional.empty()
                                        : mapping.one(Term.DEFAULT_VOLUME));
        if (volume.isPresent()) {
            if (volumes.stream().noneMatch(each -> each.name().equals(volume.get()))) {
                throw new Malformed(
                        mapping.one(Term.VOLUME).orElse(Term.DEFAULT_VOLUME.word()),
                        "no volume " + volume.get() + " is configured");
            }
            return home(attribute, volume.get(), path.replaceFirst("^/", ""));
        }
        for (Volume each : volumes) {
            if (path.startsWith(each.folder() + "/")) {
                return home(attribute, each.name(), path.substring(each.folder().length() + 1));
            }
        }
        throw new Malformed(attribute, path + " lies on no volume that is configured");
    }

    private String path(Entry entry, Map<String, String> parts) throws Malformed {
        Optional<String> home = value(entry, Term.HOME).map(Homes::clean);
        Optional<String> maildir = value(entry, Term.MAILDIR).map(Homes::clean);
        if (maildir.isPresent()) {
            return maildir.get().startsWith("/")
                    ? maildir.get()
                    : home.or(() -> mapping.one(Term.MAILDIR_BASE))
                            .map(base -> clean(base) + "/" + maildir.get())
                            .orElse(maildir.get());
        }
        if (home.isPresent()) {
            String inHome = mapping.one(Term.MAILDIR_IN_HOME).orElse(".");
            String path = inHome.equals(".") ? home.get() : home.get() + "/" + inHome;
            return path.startsWith("/") || mapping.one(Term.MAILDIR_BASE).isEmpty()
                    ? path
                    : clean(mapping.one(Term.MAILDIR_BASE).get()) + "/" + path;
        }
        String template =
                mapping.one(Term.MAILDIR_TEMPLATE)
                        .orElseThrow(() -> new Malformed(attribute(entry), "is missing"));
        return clean(
                HOLE.matcher(template)
                        .replaceAll(hole ->
                                Matcher.quoteReplacement(
                                        // a name never becomes two folders
                                        parts.getOrDefault(hole.group(1), "").replace('/', '_'))));
    }

    /** What an error is told about. */
    private String attribute(Entry entry) {
        return mapping.one(Term.MAILDIR)
                .filter(entry::hasAttribute)
                .or(() -> mapping.one(Term.HOME))
                .or(() -> mapping.one(Term.MAILDIR))
                .orElse(Term.MAILDIR_TEMPLATE.word());
    }

    private Optional<String> value(Entry entry, Term term) {
        return mapping.one(term).map(entry::getAttributeValue).filter(text -> !text.isBlank());
    }

    private static Home home(String attribute, String volume, String path) throws Malformed {
        boolean isPlain =
                path.length() <= PATH_CHARACTERS_MAX
                        && path.chars().noneMatch(Character::isISOControl);
        try {
            if (isPlain) {
                return new Home(volume, path);
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw new Malformed(attribute, "no plain path: '" + path + "'");
    }

    /** Without {@code /./}, doubled slashes, a leading {@code ./} and a slash at its end. */
    private static String clean(String path) {
        String clean = path.replaceAll("/+", "/").replace("/./", "/").replaceFirst("^\\./", "");
        return clean.length() > 1 && clean.endsWith("/")
                ? clean.substring(0, clean.length() - 1)
                : clean;
    }
}
