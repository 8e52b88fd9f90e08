package dev.yagura.storage.block.partition;

/** Which kind of table divides a disk. */
public enum PartitionScheme {
    /** A master boot record alone. */
    MBR("MBR"),
    /** A GPT behind a protective master boot record. */
    GPT("GPT"),
    /** A GPT whose master boot record names some partitions too; those of the GPT count. */
    HYBRID("GPT with hybrid MBR");

    private final String label;

    PartitionScheme(String label) {
        this.label = label;
    }

    /** Returns what to call it before people. */
    public String label() {
        return label;
    }
}
