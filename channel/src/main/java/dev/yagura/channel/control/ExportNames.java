package dev.yagura.channel.control;

/** How an agent names what it serves over NBD. */
public final class ExportNames {
    /** The memory of the only guest, if there is just one. */
    public static final String ONLY_MEMORY = "memory";

    private static final String MEMORY_OF = "/memory";

    private ExportNames() {}

    /** Returns the name of the export that is a guest's memory. */
    public static String memory(String guestId) {
        return guestId + MEMORY_OF;
    }

    /**
     * Returns the id of the guest whose memory an export is; empty if the name is none of these.
     */
    public static String guestOf(String export) {
        return export.endsWith(MEMORY_OF)
                ? export.substring(0, export.length() - MEMORY_OF.length())
                : "";
    }

    /** Returns how an export describes itself: two exports are the same only if these are equal. */
    public static String description(String instance, String guestId, long incarnation) {
        return "yagura agent %s, guest %s, incarnation %d: guest-physical memory"
                .formatted(instance, guestId, incarnation);
    }
}
