/**
 * The files that a guest's kernel was loaded from: given by the user, or on the guest's own disk.
 *
 * <p>Reads bzImage and vmlinux, compressed by gzip, XZ, Zstandard or LZ4 (the frame format that
 * lz4's {@code -l} writes). LZMA, LZO and bzip2 are refused by name. Everything read is hostile.
 */
@NullMarked
package dev.yagura.detect.originals;

import org.jspecify.annotations.NullMarked;
