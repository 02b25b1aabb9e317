package mailstead.service.submission;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.MailException;
import mailstead.mail.mime.Envelope;
import mailstead.mail.mime.EnvelopeAddress;
import mailstead.service.routing.Ownership;
import mailstead.service.submission.SubmissionRules.SenderScope;
import mailstead.spi.Account;

/** Says who may send as whom (RFC 6409 section 6.1). Shared. */
final class Senders {

    /** Authors of one message that are asked about; more are no honest message's. */
    private static final int AUTHORS_MAX = 20;

    private final Ownership ownership;
    private final SenderScope scope;

    Senders(Ownership ownership, SenderScope scope) {
        this.ownership = ownership;
        this.scope = scope;
    }

    boolean mayUse(Account account, Address address) throws MailException {
        return ownership.reaches(address, account)
                || switch (scope) {
                    case ACCOUNT -> false;
                    case CUSTOMER -> ownership.isOfCustomer(address, account.customerId());
                };
    }

    /**
     * Whether everybody that the header's From fields name, and Sender's where there is one, is
     * somebody the account may send as. Nobody, and what cannot be read, is not.
     */
    boolean mayBeFrom(Account account, HeaderBlock header) throws MailException {
        // A list is one element a group may hide; each of several fields counts.
        List<EnvelopeAddress> named = new ArrayList<>(Envelope.of(header.only("From")).from());
        if (named.size() > AUTHORS_MAX) {
            return false;
        }
        if (header.has("Sender")) {
            List<EnvelopeAddress> senders = Envelope.of(header.only("Sender")).sender();
            if (senders.size() != 1) {
                return false;
            }
            named.addAll(senders);
        }
        int mailboxes = 0;
        for (EnvelopeAddress each : named) {
            switch (each) {
                case EnvelopeAddress.Mailbox mailbox -> {
                    Optional<Address> address =
                            Address.of(mailbox.localPart().text(), mailbox.domain().text());
                    if (address.isEmpty() || !mayUse(account, address.get())) {
                        return false;
                    }
                    mailboxes++;
                }
                case EnvelopeAddress.GroupStart _, EnvelopeAddress.GroupEnd _ -> {}
            }
        }
        return mailboxes > 0;
    }
}
