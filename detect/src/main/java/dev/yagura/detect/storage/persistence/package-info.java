/**
 * What a system starts by itself: at boot, by the clock, at a login, with a device, with another
 * program. Which files those are is in a data file; what is odd about them is judged by {@code
 * detect.storage.commands}, since administrators write such files every day.
 */
@NullMarked
package dev.yagura.detect.storage.persistence;

import org.jspecify.annotations.NullMarked;
