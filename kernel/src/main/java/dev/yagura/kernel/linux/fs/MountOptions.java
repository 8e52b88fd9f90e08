package dev.yagura.kernel.linux.fs;

import java.util.ArrayList;
import java.util.List;

/** Words for flags of mounts; {@code fs/proc_namespace.c}, {@code include/linux/mount.h}. */
final class MountOptions {
    private static final int READ_ONLY = 0x40;
    private static final int SHARED = 0x1000;
    private static final int UNBINDABLE = 0x2000;
    private static final int NEW_SHARED = 1;
    private static final int NEW_UNBINDABLE = 2;
    private static final int SUPER_READ_ONLY = 1;

    private record Word(long flag, String name) {}

    private static final List<Word> MOUNT =
            List.of(
                    new Word(0x1, "nosuid"),
                    new Word(0x2, "nodev"),
                    new Word(0x4, "noexec"),
                    new Word(0x8, "noatime"),
                    new Word(0x10, "nodiratime"),
                    new Word(0x20, "relatime"),
                    new Word(0x80, "nosymfollow"));
    private static final List<Word> SUPER =
            List.of(
                    new Word(0x10, "sync"),
                    new Word(0x80, "dirsync"),
                    new Word(0x40, "mand"),
                    new Word(0x200_0000, "lazytime"));

    private MountOptions() {}

    static String ofMount(int flags) {
        return join((flags & READ_ONLY) != 0, flags, MOUNT);
    }

    static String ofFilesystem(long flags) {
        return join((flags & SUPER_READ_ONLY) != 0, flags, SUPER);
    }

    static List<String> propagation(MountStruct mount, int masterGroup) {
        boolean shared;
        boolean unbindable;
        if (mount.propagation().isPresent()) {
            int flags = mount.propagation().getAsInt();
            shared = (flags & NEW_SHARED) != 0;
            unbindable = (flags & NEW_UNBINDABLE) != 0;
        } else {
            shared = (mount.flags() & SHARED) != 0;
            unbindable = (mount.flags() & UNBINDABLE) != 0;
        }
        List<String> words = new ArrayList<>();
        if (shared) {
            words.add("shared:" + mount.groupId());
        }
        if (masterGroup != 0) {
            words.add("master:" + masterGroup);
        }
        if (unbindable) {
            words.add("unbindable");
        }
        return words;
    }

    private static String join(boolean readOnly, long flags, List<Word> words) {
        StringBuilder text = new StringBuilder(readOnly ? "ro" : "rw");
        for (Word word : words) {
            if ((flags & word.flag()) != 0) {
                text.append(',').append(word.name());
            }
        }
        return text.toString();
    }
}
