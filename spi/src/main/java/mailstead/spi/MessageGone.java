package mailstead.spi;

/** The message has been removed, perhaps by another node, perhaps just now. */
public final class MessageGone extends Exception {

    private static final long serialVersionUID = 1L;

    public MessageGone() {
        super("the message has been removed by another session");
    }
}
