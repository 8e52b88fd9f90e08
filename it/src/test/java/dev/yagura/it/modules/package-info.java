/** The detectors in C of the folder {@code modules}, against the views that list the same. */
@NullMarked
package dev.yagura.it.modules;

import org.jspecify.annotations.NullMarked;
