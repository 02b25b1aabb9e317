package mailstead.node.wiring;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import mailstead.mail.MailException;
import mailstead.spi.Usage;
import mailstead.spi.UsageLedger;

/** The directory's ledger, as soon as it is open. Shared. */
record LateLedger(LateDirectory directory) implements UsageLedger {

    @Override
    public void addUsage(String source, long batch, List<Usage> counted) throws MailException {
        directory.ledger().addUsage(source, batch, counted);
    }

    @Override
    public void setUsage(List<Usage> measured) throws MailException {
        directory.ledger().setUsage(measured);
    }

    @Override
    public void usage(LocalDate first, LocalDate last, Consumer<Usage> each) throws MailException {
        directory.ledger().usage(first, last, each);
    }

    @Override
    public void forgetUsage(LocalDate before) throws MailException {
        directory.ledger().forgetUsage(before);
    }
}
