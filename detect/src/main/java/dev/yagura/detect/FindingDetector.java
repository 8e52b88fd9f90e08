package dev.yagura.detect;

/**
 * Judges what the other detectors of a scan found together, and reads nothing of the guest itself.
 *
 * <p>Stateless, so that one instance may run for several scans at once.
 */
public non-sealed interface FindingDetector extends AnyDetector {
    @Override
    DetectorInfo info();

    /** Returns whether a finding can matter: only those are kept until all others have run. */
    boolean goesBy(Finding finding);

    /**
     * Judges the findings of a scan.
     *
     * @param context the findings that can matter, and where this one's own go
     */
    void run(FindingContext context);
}
