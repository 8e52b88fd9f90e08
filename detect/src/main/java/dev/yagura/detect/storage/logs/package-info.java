/**
 * Traces of erased traces: records of logins that were blanked, and histories of shells that were
 * emptied or led elsewhere.
 */
@NullMarked
package dev.yagura.detect.storage.logs;

import org.jspecify.annotations.NullMarked;
