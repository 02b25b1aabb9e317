package mailstead.node.api;

import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.service.provisioning.Answer;
import mailstead.service.provisioning.Caller;
import mailstead.service.provisioning.Order;
import mailstead.service.provisioning.Provisioner;
import mailstead.service.provisioning.Resource;
import mailstead.service.provisioning.Value.Fields;

/** Does in the database itself what the API would do there. */
public final class DirectOffice implements Office {

    private final Provisioner provisioner;
    private final Caller caller;
    private final Runnable closing;

    /**
     * @param caller as whom changes are noted
     * @param closing gives back what the provisioner works on
     */
    public DirectOffice(Provisioner provisioner, Caller caller, Runnable closing) {
        this.provisioner = provisioner;
        this.caller = caller;
        this.closing = closing;
    }

    @Override
    public Entry read(Resource<?> resource, String key) throws MailException, Refusal {
        return entry(provisioner.read(caller, resource, key));
    }

    @Override
    public Sheet list(Resource<?> resource, Order.Listing listing) throws MailException, Refusal {
        return Documents.sheet(parsed(done(provisioner.list(caller, resource, listing)).json()));
    }

    @Override
    public Entry change(Resource<?> resource, Order order) throws MailException, Refusal {
        return entry(provisioner.change(caller, resource, order));
    }

    private static Entry entry(Answer answer) throws MailException, Refusal {
        Answer.Done done = done(answer);
        return new Entry(done.etag(), done.json().isEmpty() ? Fields.EMPTY : parsed(done.json()));
    }

    private static Answer.Done done(Answer answer) throws MailException, Refusal {
        return switch (answer) {
            case Answer.Done done -> done;
            case Answer.Refused refused -> throw new Refusal(refused);
            case Answer.TooMany tooMany ->
                    throw new TemporaryFailure(Reason.OVER_LIMIT, tooMany.detail());
        };
    }

    /** Our own answers can be read. */
    private static Fields parsed(String json) {
        Optional<Fields> document = Documents.read(json);
        return document.orElseThrow();
    }

    @Override
    public void close() {
        closing.run();
    }
}
