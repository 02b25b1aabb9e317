package mailstead.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import mailstead.directory.neighbour.AccountFormat;
import mailstead.directory.neighbour.CourierUserdb;
import mailstead.directory.neighbour.DovecotPasswdFile;
import mailstead.directory.neighbour.ForeignAccount;
import mailstead.directory.neighbour.PasswdFile;
import mailstead.directory.neighbour.ShadowFile;
import mailstead.directory.neighbour.VpopmailPasswd;
import mailstead.mail.DomainName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The files of other programs that list accounts, as an operator names them. */
enum NeighbourFile {
    DOVECOT,
    PASSWD,
    /** Written only: it is read together with the other. */
    SHADOW,
    COURIER,
    VPOPMAIL;

    static final String WORDS = "dovecot, passwd, shadow, courier, vpopmail";

    static final class Word implements ITypeConverter<NeighbourFile> {
        @Override
        public NeighbourFile convert(String word) {
            return Arrays.stream(values())
                    .filter(file -> file.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException("'" + word + "' is none of " + WORDS));
        }
    }

    /** What stands in the way of this choice of options, if anything. */
    Optional<String> objection(@Nullable DomainName domain) {
        return this == VPOPMAIL && domain == null
                ? Optional.of("a vpasswd file is one domain's: --domain says which")
                : Optional.empty();
    }

    /**
     * Reads lines of this kind.
     *
     * @param shadow where passwords are, for {@link #PASSWD}
     */
    AccountFormat reader(@Nullable DomainName domain, @Nullable Path shadow) throws IOException {
        return switch (this) {
            case DOVECOT -> new DovecotPasswdFile();
            case PASSWD -> new PasswdFile(shadow == null ? Map.of() : hashes(shadow));
            case SHADOW -> throw new IllegalArgumentException("read with passwd");
            case COURIER -> new CourierUserdb();
            case VPOPMAIL -> vpopmail(domain);
        };
    }

    /** Writes lines of this kind. */
    Function<ForeignAccount, AccountFormat.Written> writer(@Nullable DomainName domain) {
        return switch (this) {
            case DOVECOT -> new DovecotPasswdFile()::write;
            case PASSWD -> new PasswdFile(Map.of())::write;
            case SHADOW -> ShadowFile::write;
            case COURIER -> new CourierUserdb()::write;
            case VPOPMAIL -> vpopmail(domain)::write;
        };
    }

    private static VpopmailPasswd vpopmail(@Nullable DomainName domain) {
        if (domain == null) {
            throw new IllegalArgumentException("no domain");
        }
        return new VpopmailPasswd(domain.ascii());
    }

    private static Map<String, String> hashes(Path shadow) throws IOException {
        try (Stream<String> lines = Files.lines(shadow)) {
            return ShadowFile.read(lines);
        }
    }
}
