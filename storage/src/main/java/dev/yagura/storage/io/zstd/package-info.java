/**
 * Decompression of Zstandard, RFC 8878, without dictionaries: in compressed clusters of qcow2 and
 * in btrfs. Written here because what there is in Java needs native code or {@code
 * sun.misc.Unsafe}. It does not compress.
 */
@NullMarked
package dev.yagura.storage.io.zstd;

import org.jspecify.annotations.NullMarked;
