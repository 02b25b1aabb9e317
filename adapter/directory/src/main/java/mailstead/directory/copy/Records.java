package mailstead.directory.copy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.AppPassword;
import mailstead.spi.BackEnd;
import mailstead.spi.Customer;
import mailstead.spi.Domain;
import mailstead.spi.Home;
import mailstead.spi.MailService;
import mailstead.spi.Owner;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.spi.Volume;

/**
 * The values of the tables, as octets: fields of tag (1), length (4) and content, then a CRC-32C
 * (4) of the table, the key and the fields, so that a record that has moved or rotted is not
 * believed. Numbers come with the most significant octet first, text is UTF-8. The key is no part
 * of the value.
 *
 * <p>Fields with unknown tags, and unknown services, are skipped: later releases add some. A field
 * with several values comes several times. {@code standing} is not stored; what is read has its own
 * status there, and {@link Standing} tells the truth. All readers throw {@link BadCopy} for
 * anything but what the writers make.
 */
public final class Records {

    /**
     * The key in {@link Table#VOLUMES} under which {@link #names} reads the names of all volumes.
     */
    public static final String ALL_VOLUMES = "*";

    private static final int SUM_OCTETS = 4;

    private static final int CUSTOMER = 1;
    private static final int STATUS = 2;
    private static final int HOME_VOLUME = 3;
    private static final int HOME_PATH = 4;
    private static final int OWNER = 5;
    private static final int OCTETS_MAX = 6;
    private static final int MESSAGES_MAX = 7;
    private static final int SERVICE = 8;
    private static final int ATTRIBUTE = 9;
    private static final int ADDRESS = 10;
    private static final int VERIFIER = 11;
    private static final int NAME = 12;
    private static final int BILLING_REFERENCE = 13;
    private static final int CATCH_ALL = 14;
    private static final int POSTMASTER = 15;
    private static final int FOLDER = 16;
    private static final int MARKER = 17;
    private static final int WEIGHT = 18;
    private static final int LOGIN = 19;
    private static final int TARGET = 20;
    private static final int APP_PASSWORD = 21;
    private static final int LABEL = 22;
    private static final int CREATED = 23;
    private static final int EXPIRES = 24;
    private static final int GROUP = 25;
    private static final int STATE = 26;
    private static final int LOG_IN = 27;
    private static final int ENDPOINT = 28;
    private static final int PROTOCOL = 29;
    private static final int HOST = 30;
    private static final int PORT = 31;
    private static final int TLS = 32;

    private Records() {}

    // Written

    public static byte[] of(Account account) {
        Writer fields = new Writer();
        fields.text(CUSTOMER, account.customerId());
        fields.status(account.status());
        fields.text(HOME_VOLUME, account.home().volume());
        fields.text(HOME_PATH, account.home().path());
        account.owner().ifPresent(owner -> fields.numbers(OWNER, owner.uid(), owner.gid()));
        account.quota().octetsMax().ifPresent(max -> fields.number(OCTETS_MAX, max));
        account.quota().messagesMax().ifPresent(max -> fields.number(MESSAGES_MAX, max));
        fields.services(account.services());
        account.addresses().forEach(address -> fields.text(ADDRESS, Keys.written(address)));
        account.verifiers().forEach(verifier -> fields.text(VERIFIER, verifier));
        fields.attributes(account.attributes());
        account.appPasswords().forEach(each -> fields.field(APP_PASSWORD, fieldsOf(each)));
        return fields.end(Table.ACCOUNTS, account.login());
    }

    private static byte[] fieldsOf(AppPassword password) {
        Writer fields = new Writer();
        fields.text(NAME, password.id());
        fields.text(LABEL, password.label());
        fields.text(VERIFIER, password.verifier());
        fields.services(password.services());
        fields.number(CREATED, password.created().getEpochSecond());
        password.expires().ifPresent(at -> fields.number(EXPIRES, at.getEpochSecond()));
        return fields.octets.octets();
    }

    /** An address of an account. */
    public static byte[] of(Address address, String login) {
        Writer fields = new Writer();
        fields.text(LOGIN, login);
        return fields.end(Table.ADDRESSES, Keys.address(address));
    }

    public static byte[] of(Alias alias) {
        Writer fields = new Writer();
        fields.text(CUSTOMER, alias.customerId());
        alias.targets().forEach(target -> fields.text(TARGET, Keys.written(target)));
        return fields.end(Table.ADDRESSES, Keys.address(alias.address()));
    }

    public static byte[] of(Customer customer) {
        Writer fields = new Writer();
        fields.text(NAME, customer.name());
        fields.status(customer.status());
        customer.billingReference().ifPresent(text -> fields.text(BILLING_REFERENCE, text));
        fields.attributes(customer.attributes());
        return fields.end(Table.CUSTOMERS, customer.customerId());
    }

    public static byte[] of(Domain domain) {
        Writer fields = new Writer();
        fields.text(CUSTOMER, domain.customerId());
        fields.status(domain.status());
        domain.catchAll().ifPresent(address -> fields.text(CATCH_ALL, Keys.written(address)));
        domain.postmaster().ifPresent(address -> fields.text(POSTMASTER, Keys.written(address)));
        return fields.end(Table.DOMAINS, domain.name().ascii());
    }

    public static byte[] of(Volume volume) {
        Writer fields = new Writer();
        fields.text(FOLDER, volume.folder());
        fields.text(MARKER, volume.markerId());
        fields.number(WEIGHT, volume.weight());
        return fields.end(Table.VOLUMES, volume.name());
    }

    public static byte[] of(BackEnd backEnd) {
        Writer fields = new Writer();
        fields.text(GROUP, backEnd.group());
        fields.number(WEIGHT, backEnd.weight());
        fields.text(STATE, backEnd.state().name());
        fields.text(LOG_IN, backEnd.logIn().name());
        backEnd.endpoints().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> fields.field(ENDPOINT, fieldsOf(each.getKey(), each.getValue())));
        fields.attributes(backEnd.attributes());
        return fields.end(Table.BACK_ENDS, backEnd.name());
    }

    private static byte[] fieldsOf(BackEnd.Protocol protocol, BackEnd.Endpoint endpoint) {
        Writer fields = new Writer();
        fields.text(PROTOCOL, protocol.name());
        fields.text(HOST, endpoint.host());
        fields.number(PORT, endpoint.port());
        fields.text(TLS, endpoint.tls().name());
        return fields.octets.octets();
    }

    /** The list under {@link #ALL_VOLUMES}. */
    public static byte[] ofNames(List<String> volumes) {
        Writer fields = new Writer();
        volumes.stream().sorted().forEach(name -> fields.text(NAME, name));
        return fields.end(Table.VOLUMES, ALL_VOLUMES);
    }

    // Read

    public static Account account(String login, byte[] value) throws BadCopy {
        Reader fields = new Reader(Table.ACCOUNTS, login, value);
        return checked(() ->
                new Account(
                        login,
                        fields.text(CUSTOMER),
                        fields.addresses(ADDRESS),
                        fields.texts(VERIFIER),
                        new Home(fields.text(HOME_VOLUME), fields.text(HOME_PATH)),
                        fields.owner(),
                        new Quota(fields.number(OCTETS_MAX), fields.number(MESSAGES_MAX)),
                        fields.services(),
                        fields.status(),
                        fields.status(),
                        fields.attributes(),
                        fields.appPasswords()));
    }

    /** What an address stands for, with an account's login still to be looked up. */
    public sealed interface Addressee {
        record Mailbox(String login) implements Addressee {}

        record Expansion(Alias alias) implements Addressee {}
    }

    /**
     * @param address in any case
     */
    public static Addressee addressee(Address address, byte[] value) throws BadCopy {
        Reader fields = new Reader(Table.ADDRESSES, Keys.address(address), value);
        List<String> login = fields.texts(LOGIN);
        if (login.size() == 1) {
            return new Addressee.Mailbox(login.getFirst());
        }
        return new Addressee.Expansion(
                new Alias(address.folded(), fields.text(CUSTOMER), fields.addresses(TARGET)));
    }

    public static Customer customer(String customerId, byte[] value) throws BadCopy {
        Reader fields = new Reader(Table.CUSTOMERS, customerId, value);
        return new Customer(
                customerId,
                fields.text(NAME),
                fields.status(),
                fields.texts(BILLING_REFERENCE).stream().findFirst(),
                fields.attributes());
    }

    public static Domain domain(DomainName name, byte[] value) throws BadCopy {
        Reader fields = new Reader(Table.DOMAINS, name.ascii(), value);
        return new Domain(
                name,
                fields.text(CUSTOMER),
                fields.status(),
                fields.status(),
                fields.addresses(CATCH_ALL).stream().findFirst(),
                fields.addresses(POSTMASTER).stream().findFirst());
    }

    public static Volume volume(String name, byte[] value) throws BadCopy {
        Reader fields = new Reader(Table.VOLUMES, name, value);
        return checked(() ->
                new Volume(
                        name,
                        fields.text(FOLDER),
                        fields.text(MARKER),
                        (int) fields.number(WEIGHT).orElse(-1)));
    }

    /** The names of all volumes, sorted, from what stands under {@link #ALL_VOLUMES}. */
    public static List<String> names(byte[] value) throws BadCopy {
        return new Reader(Table.VOLUMES, ALL_VOLUMES, value).texts(NAME);
    }

    /** Endpoints of protocols that this release does not know are left out. */
    public static BackEnd backEnd(String name, byte[] value) throws BadCopy {
        Reader fields = new Reader(Table.BACK_ENDS, name, value);
        return checked(() ->
                new BackEnd(
                        name,
                        fields.text(GROUP),
                        (int) fields.number(WEIGHT).orElse(-1),
                        fields.constant(STATE, BackEnd.State.values()),
                        fields.endpoints(),
                        fields.constant(LOG_IN, BackEnd.LogIn.values()),
                        fields.attributes()));
    }

    private interface Make<T> {
        T make() throws BadCopy;
    }

    private static <T> T checked(Make<T> make) throws BadCopy {
        try {
            return make.make();
        } catch (IllegalArgumentException cause) {
            throw new BadCopy("a record that says the impossible: " + cause.getMessage());
        }
    }

    private static byte[] keyOf(Table table, String key) {
        OctetWriter octets = new OctetWriter();
        octets.put(table.code());
        octets.put(OctetWriter.utf8(key));
        return octets.octets();
    }

    private static final class Writer {

        private final OctetWriter octets = new OctetWriter();

        private void field(int tag, byte[] content) {
            octets.put(tag);
            octets.putInt(content.length);
            octets.put(content);
        }

        void text(int tag, String text) {
            field(tag, OctetWriter.utf8(text));
        }

        void number(int tag, long number) {
            OctetWriter content = new OctetWriter();
            content.putInt((int) (number >>> 32));
            content.putInt((int) number);
            field(tag, content.octets());
        }

        void numbers(int tag, int first, int second) {
            OctetWriter content = new OctetWriter();
            content.putInt(first);
            content.putInt(second);
            field(tag, content.octets());
        }

        void services(Set<MailService> services) {
            services.stream().sorted().forEach(service -> text(SERVICE, service.name()));
        }

        void status(Status status) {
            text(STATUS, status.name());
        }

        /** Sorted, so that equal objects are equal octets. */
        void attributes(Map<String, String> attributes) {
            attributes.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(attribute -> {
                        byte[] name = OctetWriter.utf8(attribute.getKey());
                        OctetWriter content = new OctetWriter();
                        content.putInt(name.length);
                        content.put(name);
                        content.put(OctetWriter.utf8(attribute.getValue()));
                        field(ATTRIBUTE, content.octets());
                    });
        }

        byte[] end(Table table, String key) {
            byte[] fields = octets.octets();
            octets.putInt(OctetReader.sum(keyOf(table, key), fields, 0, fields.length));
            return octets.octets();
        }
    }

    private record Field(int tag, byte[] content) {}

    private static final class Reader {

        private final List<Field> fields = new ArrayList<>();

        Reader(Table table, String key, byte[] value) throws BadCopy {
            int length = value.length - SUM_OCTETS;
            if (length < 0 || value.length > Entry.VALUE_OCTETS_MAX) {
                throw new BadCopy("not a record");
            }
            OctetReader octets = new OctetReader(value);
            byte[] content = octets.octets(length);
            if (OctetReader.sum(keyOf(table, key), content, 0, length) != octets.number()) {
                throw new BadCopy("a damaged record");
            }
            read(new OctetReader(content));
        }

        /** Of what stands in a field. */
        Reader(byte[] content) throws BadCopy {
            read(new OctetReader(content));
        }

        private void read(OctetReader inside) throws BadCopy {
            while (inside.hasMore()) {
                int tag = inside.octet();
                fields.add(new Field(tag, inside.octets(inside.number())));
            }
        }

        private Stream<byte[]> all(int tag) {
            return fields.stream().filter(field -> field.tag == tag).map(Field::content);
        }

        List<String> texts(int tag) throws BadCopy {
            List<String> texts = new ArrayList<>();
            for (byte[] content : all(tag).toList()) {
                texts.add(OctetReader.text(content));
            }
            return texts;
        }

        String text(int tag) throws BadCopy {
            List<String> texts = texts(tag);
            if (texts.size() != 1) {
                throw new BadCopy("a record without field " + tag);
            }
            return texts.getFirst();
        }

        OptionalLong number(int tag) throws BadCopy {
            Optional<byte[]> content = all(tag).findFirst();
            return content.isPresent()
                    ? OptionalLong.of(new OctetReader(content.get()).longNumber())
                    : OptionalLong.empty();
        }

        Optional<Owner> owner() throws BadCopy {
            Optional<byte[]> content = all(OWNER).findFirst();
            if (content.isEmpty()) {
                return Optional.empty();
            }
            OctetReader numbers = new OctetReader(content.get());
            return Optional.of(new Owner(numbers.number(), numbers.number()));
        }

        Status status() throws BadCopy {
            return constant(STATUS, Status.values());
        }

        <E extends Enum<E>> E constant(int tag, E[] values) throws BadCopy {
            String name = text(tag);
            return Stream.of(values)
                    .filter(value -> value.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new BadCopy("a record with an unknown word in " + tag));
        }

        List<AppPassword> appPasswords() throws BadCopy {
            List<AppPassword> passwords = new ArrayList<>();
            for (byte[] content : all(APP_PASSWORD).toList()) {
                Reader inner = new Reader(content);
                OptionalLong expires = inner.number(EXPIRES);
                passwords.add(
                        new AppPassword(
                                inner.text(NAME),
                                inner.text(LABEL),
                                inner.text(VERIFIER),
                                inner.services(),
                                instant(inner.number(CREATED).orElse(0)),
                                expires.isPresent()
                                        ? Optional.of(instant(expires.getAsLong()))
                                        : Optional.empty()));
            }
            return passwords;
        }

        private static Instant instant(long second) throws BadCopy {
            try {
                return Instant.ofEpochSecond(second);
            } catch (DateTimeException _) {
                throw new BadCopy("a record of no time");
            }
        }

        Map<BackEnd.Protocol, BackEnd.Endpoint> endpoints() throws BadCopy {
            Map<BackEnd.Protocol, BackEnd.Endpoint> endpoints =
                    new EnumMap<>(BackEnd.Protocol.class);
            for (byte[] content : all(ENDPOINT).toList()) {
                Reader inner = new Reader(content);
                String name = inner.text(PROTOCOL);
                Optional<BackEnd.Protocol> protocol =
                        Stream.of(BackEnd.Protocol.values())
                                .filter(known -> known.name().equals(name))
                                .findFirst();
                if (protocol.isPresent()) {
                    endpoints.put(
                            protocol.get(),
                            new BackEnd.Endpoint(
                                    inner.text(HOST),
                                    (int) inner.number(PORT).orElse(0),
                                    inner.constant(TLS, BackEnd.Tls.values())));
                }
            }
            return endpoints;
        }

        Set<MailService> services() throws BadCopy {
            Set<MailService> services = EnumSet.noneOf(MailService.class);
            for (String name : texts(SERVICE)) {
                Stream.of(MailService.values())
                        .filter(service -> service.name().equals(name))
                        .forEach(services::add);
            }
            return services;
        }

        List<Address> addresses(int tag) throws BadCopy {
            List<Address> addresses = new ArrayList<>();
            for (String text : texts(tag)) {
                addresses.add(
                        Address.parse(text)
                                .orElseThrow(() -> new BadCopy("a record with a bad address")));
            }
            return addresses;
        }

        Map<String, String> attributes() throws BadCopy {
            Map<String, String> attributes = new HashMap<>();
            for (byte[] content : all(ATTRIBUTE).toList()) {
                OctetReader octets = new OctetReader(content);
                int nameOctets = octets.number();
                String name = OctetReader.text(octets.octets(nameOctets));
                attributes.put(
                        name,
                        OctetReader.text(
                                octets.octets(content.length - Integer.BYTES - nameOctets)));
            }
            return attributes;
        }
    }
}
