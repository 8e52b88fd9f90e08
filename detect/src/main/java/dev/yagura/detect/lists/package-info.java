/**
 * Lists that users bring as text files: a line an entry, {@code #} begins a comment. The files are
 * as hostile as any other; what is wrong with one is said with its line.
 *
 * <p>Digests are matched as they stand: no fuzzy hashes, and none of parts of files.
 */
@NullMarked
package dev.yagura.detect.lists;

import org.jspecify.annotations.NullMarked;
