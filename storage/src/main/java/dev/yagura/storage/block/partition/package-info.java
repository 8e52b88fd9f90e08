/**
 * Partition tables: MBR with its chain of logical partitions, and GPT after the UEFI Specification,
 * "GUID Partition Table (GPT) Disk Layout". What counts as a table follows the Linux kernel's
 * {@code block/partitions}, so that a guest cannot show its kernel other partitions than are read
 * here. Tables of other systems (BSD, Sun, Apple, DASD) are not read.
 */
@NullMarked
package dev.yagura.storage.block.partition;

import org.jspecify.annotations.NullMarked;
