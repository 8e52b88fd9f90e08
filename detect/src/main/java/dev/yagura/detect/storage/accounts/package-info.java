/** Users of a guest, as its own files list them. */
@NullMarked
package dev.yagura.detect.storage.accounts;

import org.jspecify.annotations.NullMarked;
