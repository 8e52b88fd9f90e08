/**
 * Files of a guest, as every filesystem here offers them: trees of inodes, named by bytes,
 * read-only and hostile. What reads a particular filesystem is in a package of its own.
 */
@NullMarked
package dev.yagura.storage.file;

import org.jspecify.annotations.NullMarked;
