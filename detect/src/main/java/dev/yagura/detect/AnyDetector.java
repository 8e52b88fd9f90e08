package dev.yagura.detect;

/**
 * What a scan runs: a judge of memory, one of files, or one of what these found.
 *
 * <p>Each gets a look at its part of the guest, and reports in the same words.
 */
public sealed interface AnyDetector permits Detector, StorageDetector, FindingDetector {
    /** Returns what this detector is; always the same. */
    DetectorInfo info();
}
