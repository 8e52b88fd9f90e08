/**
 * What {@code yagura capture} does with packets: writes them where the user wants them, and says
 * how many came and how many were lost.
 */
@NullMarked
package dev.yagura.cli.capture;

import org.jspecify.annotations.NullMarked;
