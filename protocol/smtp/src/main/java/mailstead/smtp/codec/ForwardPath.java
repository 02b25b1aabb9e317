package mailstead.smtp.codec;

import mailstead.mail.Address;

/** The path of RCPT TO (RFC 5321 section 4.1.1.3), its source route already ignored. */
public sealed interface ForwardPath {

    record Mailbox(Address address) implements ForwardPath {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /** {@code <postmaster>} in any case, without a domain. */
    record Postmaster() implements ForwardPath {
        @Override
        public String toString() {
            return "postmaster";
        }
    }
}
