/**
 * Guests as their ELF cores have them, with memory that tests may change.
 *
 * <p>The core's file stays as it is. What is looked up in a guest is what it was before the first
 * change, so that one change does not lead another astray.
 */
@NullMarked
package dev.yagura.it.core;

import org.jspecify.annotations.NullMarked;
