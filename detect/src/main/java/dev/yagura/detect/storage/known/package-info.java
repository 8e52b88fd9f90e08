/**
 * Intrusions that are known by what they leave: what chkrootkit looks for, kind by kind, as data.
 * Old names and texts are in honest files too, so what its package vouches for is not reported.
 */
@NullMarked
package dev.yagura.detect.storage.known;

import org.jspecify.annotations.NullMarked;
