package dev.yagura.storage.block.luks;

/** Which of a volume's headers was believed. */
public enum HeaderCopy {
    /** The only one there is: that of version 1. */
    SINGLE,
    /** The first of the two of version 2. */
    PRIMARY,
    /** The second of the two of version 2: the first is damaged or older. */
    SECONDARY
}
