package dev.yagura.storage.block.lvm;

import dev.yagura.bytes.MalformedStructureException;

/**
 * A physical volume as the text of its group lists it.
 *
 * @param id identity, with dashes
 * @param lastSeen the device it was on; empty if that is not told
 * @param startSectors where its extents start
 */
record ListedVolume(String id, String lastSeen, long startSectors) {

    static ListedVolume of(ConfigNode section) throws MalformedStructureException {
        return new ListedVolume(
                section.text("id"),
                section.values().get("device") instanceof String device ? device : "",
                section.number("pe_start", 0, GroupMetadata.MAX_SECTORS));
    }

    /** Returns the identity as labels have it. */
    String labelId() {
        return id.replace("-", "");
    }

    /** Returns it for people. */
    @Override
    public String toString() {
        return lastSeen.isEmpty() ? id : id + ", last seen as " + lastSeen;
    }
}
