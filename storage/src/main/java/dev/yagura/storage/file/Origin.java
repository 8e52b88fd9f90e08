package dev.yagura.storage.file;

/** Where a file, as it is shown, was found. */
public enum Origin {
    /** On a disk; what the guest has of it in memory, if anything, says the same. */
    DISK("disk"),
    /** In the guest's memory only. */
    MEMORY("memory"),
    /** On a disk, and newer in the guest's memory. */
    DISK_AND_MEMORY("disk+memory");

    private final String label;

    Origin(String label) {
        this.label = label;
    }

    /** Returns the word for it in output. */
    public String label() {
        return label;
    }
}
