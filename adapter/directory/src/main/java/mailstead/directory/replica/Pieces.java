package mailstead.directory.replica;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer, handed to the thread that waits for it: whoever sends slowly, or not at
 * all, costs that thread no more than the time it gives. The next piece is asked for when one was
 * used, so that little is in memory. For one answer.
 */
final class Pieces implements HttpResponse.BodySubscriber<Pieces> {

    /** What comes, in order. */
    private sealed interface Item {
        record Part(List<ByteBuffer> octets) implements Item {}

        record End() implements Item {}

        record Broken(Throwable cause) implements Item {}
    }

    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    /** Known at once: the body comes afterwards. */
    @Override
    public CompletionStage<Pieces> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        if (!subscription.complete(given)) {
            given.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> octets) {
        items.add(new Item.Part(octets));
    }

    @Override
    public void onError(Throwable cause) {
        items.add(new Item.Broken(cause));
    }

    @Override
    public void onComplete() {
        items.add(new Item.End());
    }

    /** No more is wanted. */
    void cancel() {
        subscription.thenAccept(Flow.Subscription::cancel);
    }

    /**
     * All of it.
     *
     * @param deadline on the scale of {@link System#nanoTime}
     */
    void drain(long octetsMax, long deadline, Source.Sink sink) throws IOException {
        long left = octetsMax;
        while (true) {
            subscription.thenAccept(given -> given.request(1));
            switch (next(deadline)) {
                case Item.Part(List<ByteBuffer> octets) -> {
                    for (ByteBuffer piece : octets) {
                        byte[] copied = new byte[piece.remaining()];
                        piece.get(copied);
                        left -= copied.length;
                        if (left < 0) {
                            throw new IOException("it is longer than " + octetsMax + " octets");
                        }
                        sink.put(copied, 0, copied.length);
                    }
                }
                case Item.End() -> {
                    return;
                }
                case Item.Broken(Throwable cause) ->
                        throw new IOException("it broke off: " + cause.getMessage(), cause);
            }
        }
    }

    private Item next(long deadline) throws IOException {
        try {
            Item item = items.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (item == null) {
                throw new IOException("it comes too slowly, or not at all");
            }
            return item;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
