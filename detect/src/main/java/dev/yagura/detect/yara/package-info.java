/**
 * Rules of the YARA language, and a scan of bytes for them.
 *
 * <p>The language is that of the YARA 4.2 documentation ("Writing YARA rules"); {@code
 * docs/yara.md} says exactly which part. A rule that asks for anything else is refused, with its
 * place and the reason, and leaves the others alone. There are no modules and no {@code include}.
 *
 * <p>Rule files and data are hostile: sizes, nesting, repetitions and steps are bounded, and what a
 * bound cuts off is told.
 */
@NullMarked
package dev.yagura.detect.yara;

import org.jspecify.annotations.NullMarked;
