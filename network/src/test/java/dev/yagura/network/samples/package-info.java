/** Captures that tests read, of other modules too. */
@NullMarked
package dev.yagura.network.samples;

import org.jspecify.annotations.NullMarked;
