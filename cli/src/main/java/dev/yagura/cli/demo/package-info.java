/**
 * {@code yagura demo}: a real guest, two real intrusions, and the scan that finds them.
 *
 * <p>Shows the product from outside, by the same connection and the same detectors as every other
 * command; it knows what it planted and says plainly when the scan does not agree.
 */
@NullMarked
package dev.yagura.cli.demo;

import org.jspecify.annotations.NullMarked;
