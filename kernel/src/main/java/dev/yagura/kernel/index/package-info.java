/** Lookup tables over names that symbols and types both use; internal to this module. */
@NullMarked
package dev.yagura.kernel.index;

import org.jspecify.annotations.NullMarked;
