/** The example of {@code docs/writing-a-detector.md}, compiled so that it cannot go stale. */
@NullMarked
package dev.yagura.detect.example;

import org.jspecify.annotations.NullMarked;
