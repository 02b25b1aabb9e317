package mailstead.spi;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import mailstead.mail.MailException;

/** Who used how much, day by day. Shared. */
public interface UsageLedger {

    /**
     * Adds what one process has counted since its last batch, all of it or nothing. A batch that
     * was added already, because the answer to it was lost, changes nothing.
     *
     * @param source the process, unlike any other ever: its node's name and when it began; at most
     *     200 characters
     * @param batch 1 for a source's first, then always one more
     * @param counted at most one for each day, customer and measure
     */
    void addUsage(String source, long batch, List<Usage> counted) throws MailException;

    /** Puts what was measured in the place of what was measured on that day before. */
    void setUsage(List<Usage> measured) throws MailException;

    /**
     * Everything of some days, in the order of day, customer and measure.
     *
     * @param last included
     */
    void usage(LocalDate first, LocalDate last, Consumer<Usage> each) throws MailException;

    /** Forgets all days before this one. */
    void forgetUsage(LocalDate before) throws MailException;
}
