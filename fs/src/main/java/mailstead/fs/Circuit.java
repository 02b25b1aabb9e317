package mailstead.fs;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Opens after several calls in a row hung or failed, and then lets only a probe through now and
 * then. Shared; holds no lock while anything waits.
 */
public final class Circuit {

    private final int failuresMax;
    private final long probeNanos;
    private final LongSupplier nanoClock;

    private int failures;
    private boolean isOpen;
    private long nextProbe;
    private boolean isProbing;

    /**
     * @param nanoClock a monotonic clock such as {@code System::nanoTime}
     */
    public Circuit(int failuresMax, Duration probeInterval, LongSupplier nanoClock) {
        this.failuresMax = failuresMax;
        this.probeNanos = probeInterval.toNanos();
        this.nanoClock = nanoClock;
    }

    public synchronized boolean isOpen() {
        return isOpen;
    }

    public synchronized void succeeded() {
        failures = 0;
    }

    public synchronized void failed() {
        failures++;
        if (failures >= failuresMax && !isOpen) {
            isOpen = true;
            nextProbe = nanoClock.getAsLong() + probeNanos;
        }
    }

    /** Opens at once, as somebody else knows already that calls fail; a probe is due. */
    public synchronized void trip() {
        if (!isOpen) {
            isOpen = true;
            nextProbe = nanoClock.getAsLong();
        }
    }

    /**
     * True for one caller per interval while open, and only when no probe is under way: that caller
     * probes.
     */
    public synchronized boolean claimProbe() {
        if (!isOpen || isProbing || nanoClock.getAsLong() - nextProbe < 0) {
            return false;
        }
        isProbing = true;
        return true;
    }

    public synchronized void probed(boolean isWell) {
        isProbing = false;
        if (isWell) {
            isOpen = false;
            failures = 0;
        } else {
            nextProbe = nanoClock.getAsLong() + probeNanos;
        }
    }
}
