/**
 * A tree of files as a {@link java.nio.file.FileSystem}: what is written for Java's files reads a
 * guest's. Read-only; every attempt to write throws {@link
 * java.nio.file.ReadOnlyFileSystemException}.
 *
 * <p>Paths are as Linux has them: a slash between names, no name of the directory that is current
 * (relative paths are taken from the root). Names are bytes; those that are UTF-8 are that text,
 * and each byte of others that is part of no character is the lone surrogate U+DC80 to U+DCFF, as
 * in PEP 383. So every file has a path, and no two have the same. Not done: links out of the tree
 * (there are none), watch services, file stores, access control by the guest's permissions: who
 * looks at a disk reads all of it.
 */
@NullMarked
package dev.yagura.storage.nio;

import org.jspecify.annotations.NullMarked;
