package mailstead.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.spi.Spool;
import mailstead.testkit.contract.SpoolContract;
import org.junit.jupiter.api.Test;

class MemorySpoolTest extends SpoolContract {

    private final MemorySpool spool = new MemorySpool();

    @Override
    protected Spool spool() {
        return spool;
    }

    @Test
    void itsSwitchesRefuse() throws Exception {
        spool.full(true);
        assertThatThrownBy(() -> spool.checkRoom(1)).isInstanceOf(MailException.class);
        assertThatThrownBy(() -> spool.add(envelope(1), ascii(""), content("1"), Optional.empty()))
                .isInstanceOf(MailException.class);
        spool.note(Spool.Change.NONE);
        spool.full(false);
        spool.down(true);
        assertThatThrownBy(() -> spool.note(Spool.Change.NONE)).isInstanceOf(MailException.class);
        spool.down(false);
        spool.add(envelope(1), ascii(""), content("1"), Optional.empty());
    }
}
