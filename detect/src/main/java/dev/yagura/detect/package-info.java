/**
 * Detectors, what they find, and the scan that runs them.
 *
 * <p>A {@link dev.yagura.detect.Detector} judges one look at a guest; what it reports is a {@link
 * dev.yagura.detect.Finding} with evidence that can be checked by hand. A {@link
 * dev.yagura.detect.Scan} runs several, and says what none of them could cover.
 */
@NullMarked
package dev.yagura.detect;

import org.jspecify.annotations.NullMarked;
