/**
 * What is in an initial ramdisk: archives of cpio in the forms "newc" and "crc", one after the
 * other, each uncompressed or compressed; after "initramfs buffer format" of the Linux kernel's
 * documentation.
 *
 * <p>Reads gzip, XZ, Zstandard and the legacy frames of LZ4, each to where it ends, and what is
 * appended to it. LZMA, LZO, bzip2 and the older forms of cpio are refused by name. Nothing is kept
 * but a window of what is decompressed. Everything read is hostile.
 */
@NullMarked
package dev.yagura.detect.ramdisk;

import org.jspecify.annotations.NullMarked;
