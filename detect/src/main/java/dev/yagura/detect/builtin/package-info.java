/** What comes with the program: every detector there is. */
@NullMarked
package dev.yagura.detect.builtin;

import org.jspecify.annotations.NullMarked;
