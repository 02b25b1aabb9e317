package mailstead.node.api;

import java.util.List;
import mailstead.mail.MailException;
import mailstead.service.provisioning.Answer;
import mailstead.service.provisioning.Order;
import mailstead.service.provisioning.Resource;
import mailstead.service.provisioning.Value.Fields;

/**
 * Reads and changes what can be provisioned, as documents. Each change happens wholly or not at
 * all. Confined to one command.
 */
public interface Office extends AutoCloseable {

    Entry read(Resource<?> resource, String key) throws MailException, Refusal;

    Sheet list(Resource<?> resource, Order.Listing listing) throws MailException, Refusal;

    /** What is gone has an empty document. */
    Entry change(Resource<?> resource, Order order) throws MailException, Refusal;

    @Override
    void close();

    /**
     * One thing.
     *
     * @param etag what it is now, without quotes
     */
    record Entry(String etag, Fields document) {}

    /**
     * A page of a list.
     *
     * @param next the cursor of the next one; empty at the end
     */
    record Sheet(List<Fields> items, String next) {
        public Sheet {
            items = List.copyOf(items);
        }
    }

    /** It was not done, and nothing of it. */
    final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Answer.Refused answer;

        public Refusal(Answer.Refused answer) {
            super(answer.detail());
            this.answer = answer;
        }

        public Answer.Refused answer() {
            return answer;
        }
    }
}
