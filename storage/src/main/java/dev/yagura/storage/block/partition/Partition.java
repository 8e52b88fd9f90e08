package dev.yagura.storage.block.partition;

/**
 * One partition of a disk.
 *
 * @param number as in the name of the kernel's device, from 1
 * @param name as the table calls it; empty in an MBR, which has no names; hostile
 * @param type what the table says is in it, for people, such as {@code Linux swap}; a type that has
 *     no name here is its code
 * @param typeCode two hexadecimal digits in an MBR, a GUID in a GPT
 * @param uuid identity as {@code PARTUUID=} of fstab has it: a GUID in a GPT, in an MBR the disk's
 *     signature and the number
 * @param offset first byte on the disk
 * @param sizeBytes length in bytes, at least 1
 */
public record Partition(
        int number,
        String name,
        String type,
        String typeCode,
        String uuid,
        long offset,
        long sizeBytes) {}
