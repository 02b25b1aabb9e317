package mailstead.service.provisioning;

import mailstead.spi.AuditRecord;

/** An audit record as the API shows it, for those who tell it elsewhere. */
public final class AuditText {

    private AuditText() {}

    /** JSON, without line ends. */
    public static String json(AuditRecord record) {
        return Resources.AUDIT.show(record).json();
    }
}
