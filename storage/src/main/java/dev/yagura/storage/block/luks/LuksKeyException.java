package dev.yagura.storage.block.luks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** A volume's header is sound, but the key that was given does not open it. */
public final class LuksKeyException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why the volume stays closed. */
    public enum Reason {
        /** Every keyslot that could be tried was, and has another key. */
        WRONG_KEY,
        /** There is no keyslot to try: the volume was erased, or needs what this reader lacks. */
        NO_KEYSLOT,
        /**
         * The key opens none of those tried, but there are keyslots that were not: the message says
         * why of each.
         */
        NOT_ALL_TRIED
    }

    /** Why the volume stays closed. */
    private final Reason reason;

    /** The slots that were tried. */
    private final int[] tried;

    LuksKeyException(Reason reason, List<Integer> tried, String message) {
        super(message);
        this.reason = reason;
        this.tried = tried.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns why the volume stays closed. */
    public Reason reason() {
        return reason;
    }

    /** Returns the numbers of the keyslots that were tried, in that order. */
    public List<Integer> tried() {
        return Arrays.stream(tried).boxed().toList();
    }
}
