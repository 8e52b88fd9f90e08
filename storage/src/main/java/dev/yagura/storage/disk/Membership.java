package dev.yagura.storage.disk;

/** What a device can be a part of, in the order in which that is looked for. */
enum Membership {
    /** An array of Linux' software RAID. */
    ARRAY("linux_raid_member"),
    /** A volume group of LVM2. */
    VOLUME_GROUP("LVM2_member");

    private final String format;

    Membership(String format) {
        this.format = format;
    }

    /** Returns the name that blkid(8) has for such a device. */
    String format() {
        return format;
    }
}
