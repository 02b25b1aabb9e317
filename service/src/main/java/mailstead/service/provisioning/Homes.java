package mailstead.service.provisioning;

import mailstead.mail.MailException;
import mailstead.spi.Home;

/** Chooses where new mailboxes lie. */
@FunctionalInterface
public interface Homes {

    /** STORAGE_UNAVAILABLE if no volume takes new mailboxes just now. */
    Home place(String login) throws MailException;
}
