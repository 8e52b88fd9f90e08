package dev.yagura.detect;

import java.io.IOException;

/**
 * Judges one look at a guest's memory. Written like a kernel module: read the objects, compare,
 * report.
 *
 * <p>Everything read is the guest's to choose. What cannot be read is not passed over: either the
 * method throws, and the scan says that this detector could not finish, or the detector reports the
 * part with {@link DetectorContext#notCovered} and goes on with the rest. Stateless, so that one
 * instance may run for several guests at once.
 */
public non-sealed interface Detector extends AnyDetector {
    @Override
    DetectorInfo info();

    /**
     * Judges a guest.
     *
     * @param context the guest, and where findings and gaps go
     * @throws IOException if the guest cannot be read so far that a verdict could be given
     */
    void run(DetectorContext context) throws IOException;
}
