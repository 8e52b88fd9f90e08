/** What bounds the memory of all that is tracked at a time; for this module and detectors only. */
@NullMarked
package dev.yagura.network.bounds;

import org.jspecify.annotations.NullMarked;
