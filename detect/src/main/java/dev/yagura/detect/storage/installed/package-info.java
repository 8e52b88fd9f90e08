/**
 * What a guest's package manager knows compared with what is on its disk. The database is on that
 * disk too: whoever has root's rights can rewrite it, so these detectors see those who did not.
 */
@NullMarked
package dev.yagura.detect.storage.installed;

import org.jspecify.annotations.NullMarked;
