/**
 * What {@code yagura capture} does with packets: writes them where the user wants them, says how
 * many came and how many were lost, and has rules and detectors look at them.
 */
@NullMarked
package dev.yagura.cli.capture;

import org.jspecify.annotations.NullMarked;
