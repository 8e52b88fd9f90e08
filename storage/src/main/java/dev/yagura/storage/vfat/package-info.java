/**
 * FAT12, FAT16 and FAT32 with long names, read-only, after Microsoft's "FAT32 File System
 * Specification" and, where that leaves a choice, as Linux's vfat does: so what the guest sees is
 * what is seen here. EFI system partitions are what it is for. exFAT and NTFS are other formats.
 */
@NullMarked
package dev.yagura.storage.vfat;

import org.jspecify.annotations.NullMarked;
