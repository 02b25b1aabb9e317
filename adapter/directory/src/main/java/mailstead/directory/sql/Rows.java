package mailstead.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.Customer;
import mailstead.spi.Domain;
import mailstead.spi.Home;
import mailstead.spi.MailService;
import mailstead.spi.Owner;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.spi.Volume;
import org.jspecify.annotations.Nullable;

/**
 * The queries and what their rows mean. One statement fetches an entity whole, its lists gathered
 * into one text each, so that a look-up is one snapshot of the database without a transaction
 * around it. The separators stand in the queries as they are ({@code \37}, {@code \36} in octal):
 * databases differ in how they would make them.
 */
final class Rows {

    /**
     * ASCII unit separator, between the parts of one record. {@link Rules} keeps it out of every
     * stored text.
     */
    static final char FIELD = 31;

    /** ASCII record separator. */
    static final char RECORD = 30;

    static final String CUSTOMER =
            """
            SELECT customer_id, name, status, billing_reference,
                   (SELECT string_agg(t.name || '\37' || t.content, '\36') FROM customer_attribute t
                    WHERE t.customer_id = customer.customer_id)
            FROM customer
            """;

    static final String DOMAIN =
            """
            SELECT domain.name, domain.customer_id, domain.status, s.standing, domain.catch_all, domain.postmaster
            FROM domain JOIN domain_standing s ON s.name = domain.name
            """;

    static final String VOLUME = "SELECT name, folder, marker_id, weight FROM volume\n";

    private static final String ANY_ACCOUNT =
            """
            SELECT account.login, account.customer_id, account.status, %s, home_volume, home_path,
                   owner_uid, owner_gid, octets_max, messages_max,
                   (SELECT string_agg(t.address, '\36' ORDER BY t.position) FROM address t
                    WHERE t.login = account.login),
                   (SELECT string_agg(t.verifier, '\36' ORDER BY t.position) FROM account_verifier t
                    WHERE t.login = account.login),
                   (SELECT string_agg(t.service, '\36') FROM account_service t WHERE t.login = account.login),
                   (SELECT string_agg(t.name || '\37' || t.content, '\36') FROM account_attribute t
                    WHERE t.login = account.login),
            """
                    + AppPasswordRows.GATHERED
                    + "FROM account\n";

    /** Of every address; those of accounts are no aliases. */
    static final String ALIASES =
            """
            SELECT alias.address, alias.customer_id,
                   (SELECT string_agg(t.target, '\36' ORDER BY t.position) FROM alias_target t
                    WHERE t.address = alias.address)
            FROM address alias
            """;

    static final String IS_ALIAS = "alias.login IS NULL";

    static final String ACCOUNT =
            ANY_ACCOUNT.formatted("s.standing")
                    + "JOIN account_standing s ON s.login = account.login\n";

    /** The same with its own status as standing, which spares the database half of the work. */
    static final String STORED_ACCOUNT = ANY_ACCOUNT.formatted("account.status");

    static final String ALIAS = ALIASES + " WHERE " + IS_ALIAS;

    private Rows() {}

    static Customer customer(ResultSet row) throws SQLException {
        return new Customer(
                row.getString(1),
                row.getString(2),
                Status.valueOf(row.getString(3)),
                Optional.ofNullable(row.getString(4)),
                attributes(row.getString(5)));
    }

    static Domain domain(ResultSet row) throws SQLException {
        return new Domain(
                new DomainName(row.getString(1)),
                row.getString(2),
                Status.valueOf(row.getString(3)),
                Status.valueOf(row.getString(4)),
                Optional.ofNullable(row.getString(5)).map(Rows::address),
                Optional.ofNullable(row.getString(6)).map(Rows::address));
    }

    static Volume volume(ResultSet row) throws SQLException {
        return new Volume(row.getString(1), row.getString(2), row.getString(3), row.getInt(4));
    }

    static Account account(ResultSet row) throws SQLException {
        return new Account(
                row.getString(1),
                row.getString(2),
                records(row.getString(11)).stream().map(Rows::address).toList(),
                records(row.getString(12)),
                new Home(row.getString(5), row.getString(6)),
                owner(row),
                new Quota(number(row, 9), number(row, 10)),
                services(row.getString(13)),
                Status.valueOf(row.getString(3)),
                Status.valueOf(row.getString(4)),
                attributes(row.getString(14)),
                records(row.getString(15)).stream().map(AppPasswordRows::gathered).toList());
    }

    static Alias alias(ResultSet row) throws SQLException {
        return new Alias(
                address(row.getString(1)),
                row.getString(2),
                records(row.getString(3)).stream().map(Rows::address).toList());
    }

    private static Optional<Owner> owner(ResultSet row) throws SQLException {
        OptionalLong uid = number(row, 7);
        OptionalLong gid = number(row, 8);
        return uid.isPresent() && gid.isPresent()
                ? Optional.of(
                        new Owner(
                                Math.toIntExact(uid.getAsLong()), Math.toIntExact(gid.getAsLong())))
                : Optional.empty();
    }

    private static OptionalLong number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static Address address(String written) {
        return Address.parse(written)
                .orElseThrow(() -> new IllegalStateException("not an address in the database"));
    }

    private static Set<MailService> services(@Nullable String gathered) {
        Set<MailService> services = EnumSet.noneOf(MailService.class);
        records(gathered).forEach(name -> services.add(MailService.valueOf(name)));
        return services;
    }

    private static Map<String, String> attributes(@Nullable String gathered) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String record : records(gathered)) {
            int middle = record.indexOf(FIELD);
            attributes.put(record.substring(0, middle), record.substring(middle + 1));
        }
        return attributes;
    }

    private static List<String> records(@Nullable String gathered) {
        return gathered == null ? List.of() : List.of(gathered.split(String.valueOf(RECORD), -1));
    }
}
