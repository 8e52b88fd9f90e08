/**
 * Allow-lists: findings that somebody has looked at and expects, for a reason and for a time.
 *
 * <p>An allow-list removes findings from a report, never a detector from a scan, and says what it
 * removed.
 */
@NullMarked
package dev.yagura.detect.allow;

import org.jspecify.annotations.NullMarked;
