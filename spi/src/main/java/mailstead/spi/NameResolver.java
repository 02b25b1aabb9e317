package mailstead.spi;

import java.net.InetAddress;
import java.util.List;
import mailstead.mail.DomainName;

/**
 * The domain name system. Shared; each call waits no longer than the resolver's deadline and then
 * answers {@link Answer.Unknown}: it never throws.
 */
public interface NameResolver {

    /** MX records (RFC 5321 section 5.1), unsorted. */
    Answer<MailExchanger> mailExchangers(DomainName domain);

    /** AAAA records first, then A records; aliases followed. */
    Answer<InetAddress> addresses(DomainName host);

    /**
     * TLSA records (RFC 6698 section 2.1) of a full owner name, {@code _25._tcp.mx.example.org}; an
     * owner name is no host name, so it is a text.
     */
    Answer<TlsaRecord> tlsa(String owner);

    /** TXT records, the strings of each joined; owner names may begin with an underscore. */
    Answer<String> texts(String owner);

    /** What was found out. */
    sealed interface Answer<T> {

        /**
         * @param records at least one
         * @param authentic validated by DNSSEC (RFC 4035), by ourselves or by a resolver that is
         *     configured as trusted
         */
        record Found<T>(List<T> records, boolean authentic) implements Answer<T> {
            public Found {
                records = List.copyOf(records);
            }
        }

        /**
         * The name is there and has no such record, or is not there.
         *
         * @param nameExists false for NXDOMAIN
         * @param authentic that it is not there was validated
         */
        record None<T>(boolean nameExists, boolean authentic) implements Answer<T> {}

        /**
         * Time-out, SERVFAIL, bogus signatures, nonsense: nothing is known, and so every decision
         * must wait.
         *
         * @param why for the log and for notices: one line
         */
        record Unknown<T>(String why) implements Answer<T> {}
    }

    /**
     * @param preference 0 to 65535, lower first
     * @param host the root, an empty text, means "no mail here" (RFC 7505)
     */
    record MailExchanger(int preference, String host) {}

    /** RFC 6698 section 2.1; numbers as in the record. */
    record TlsaRecord(int usage, int selector, int matchingType, byte[] data) {}
}
