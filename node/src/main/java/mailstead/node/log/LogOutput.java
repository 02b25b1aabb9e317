package mailstead.node.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.node.config.LogConfig;
import mailstead.node.config.LogConfig.Level;
import org.slf4j.LoggerFactory;

/**
 * The log of a process. Shared. Lines go through a bounded queue to one writer thread: when the
 * reader of our log is slow, lines are dropped and their number is told, and no session waits.
 */
public final class LogOutput implements EventSink, AutoCloseable {

    private static final int QUEUED_LINES_MAX = 16_384;

    /** How long lines are gathered before they are written together. */
    private static final long GATHER_NANOS = 5_000_000;

    private static final int LINES_AT_ONCE = 1024;
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final PrintStream out;
    private final InstantSource clock;
    private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUED_LINES_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;
    private volatile LogConfig config;
    private volatile boolean closing;

    private LogOutput(LogConfig config, PrintStream out, InstantSource clock) {
        this.config = config;
        this.out = out;
        this.clock = clock;
        this.writer = Thread.ofPlatform().name("log").daemon().unstarted(this::write);
    }

    /** Starts writing to {@code out}, and takes over what libraries log. */
    public static LogOutput start(LogConfig config, PrintStream out, InstantSource clock) {
        LogOutput log = new LogOutput(config, out, clock);
        log.writer.start();
        return log;
    }

    /** Routes the libraries' log (SLF4J) here: warnings and worse. */
    public void adoptLibraries() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(ch.qos.logback.classic.Level.WARN);
        AppenderBase<ILoggingEvent> appender =
                new AppenderBase<>() {
                    @Override
                    protected void append(ILoggingEvent event) {
                        library(event);
                    }
                };
        appender.setContext(context);
        appender.start();
        root.addAppender(appender);
    }

    /** Obeys another format or level from now on. */
    public void reconfigure(LogConfig other) {
        config = other;
    }

    @Override
    public void emit(Event event) {
        Level level = EventFields.level(event);
        if (level.compareTo(config.level()) <= 0) {
            line(level, EventFields.of(event));
        }
    }

    /** What the process itself has to say: {@code event} is the name. */
    public void note(Level level, String event, Map<String, Object> fields) {
        if (level.compareTo(config.level()) <= 0) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("event", event);
            all.putAll(fields);
            line(level, all);
        }
    }

    /** Writes what is queued, for a bounded time, and stops. */
    @Override
    public void close() {
        closing = true;
        writer.interrupt();
        try {
            writer.join(LAST_WORDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void library(ILoggingEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "library");
        fields.put("logger", event.getLoggerName());
        fields.put("what", event.getFormattedMessage());
        if (event.getThrowableProxy() instanceof ThrowableProxy proxy) {
            fields.put("stack", Stack.of(proxy.getThrowable()));
        }
        line(
                event.getLevel().isGreaterOrEqual(ch.qos.logback.classic.Level.ERROR)
                        ? Level.ERROR
                        : Level.WARN,
                fields);
    }

    private void line(Level level, Map<String, Object> fields) {
        Map<String, Object> all = new LinkedHashMap<>();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        all.put("time", now);
        all.put("level", level.name().toLowerCase(Locale.ROOT));
        all.putAll(fields);
        if (!queue.offer(LineFormat.line(config.format(), all))) {
            dropped.incrementAndGet();
        }
    }

    private void write() {
        List<String> lines = new ArrayList<>();
        while (!closing || !queue.isEmpty()) {
            try {
                if (!closing) {
                    lines.add(queue.take());
                    // What comes in the meantime needs not wake this thread line by line.
                    TimeUnit.NANOSECONDS.sleep(GATHER_NANOS);
                }
            } catch (InterruptedException _) {
                // closing: the loop's condition decides
            }
            queue.drainTo(lines, LINES_AT_ONCE);
            print(lines);
            lines.clear();
            long lost = queue.isEmpty() ? dropped.getAndSet(0) : 0;
            if (lost > 0) {
                note(Level.WARN, "lines-dropped", Map.of("count", lost));
            }
        }
    }

    private void print(List<String> lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line).append('\n');
        }
        out.print(text);
        out.flush();
    }
}
