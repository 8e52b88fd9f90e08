package dev.yagura.detect;

/**
 * What a scan runs: a judge of memory, or one of files.
 *
 * <p>Each gets a look at its part of the guest, and reports in the same words.
 */
public sealed interface AnyDetector permits Detector, StorageDetector {
    /** Returns what this detector is; always the same. */
    DetectorInfo info();
}
