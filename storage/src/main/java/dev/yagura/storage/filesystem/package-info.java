/**
 * What is common to the filesystems that are read here: what they offer beside a tree of files, and
 * what becomes of checksums that do not match.
 */
@NullMarked
package dev.yagura.storage.filesystem;

import org.jspecify.annotations.NullMarked;
