package dev.yagura.view.proc.pid;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.view.proc.guest.Jiffies;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The options of autofs; {@code autofs_show_options()} of fs/autofs/inode.c. Its structures are the
 * module's. Where the kernel does not keep the types of its modules, they are as they have been
 * from 5.10 on, and nothing is shown of what does not begin with their magic number.
 */
record AutofsOptions(ProcGuest guest) {
    private static final String MODULE = "autofs4";
    private static final String STRUCT = "autofs_sb_info";

    /** {@code AUTOFS_SBI_MAGIC}, fs/autofs/autofs_i.h. */
    private static final long MAGIC = 0x6d4a556d;

    /** {@code AUTOFS_TYPE_*}, include/uapi/linux/auto_fs.h. */
    private static final long DIRECT = 2;

    private static final long OFFSET = 4;

    /** {@code AUTOFS_SBI_*}. */
    private static final long STRICT = 0x2;

    private static final long IGNORED = 0x4;

    private enum Place {
        MAGIC("magic", 0),
        PIPE_NUMBER("pipefd", 4),
        PIPE("pipe", 8),
        GROUP("oz_pgrp", 16),
        MIN_PROTOCOL("min_proto", 32),
        MAX_PROTOCOL("max_proto", 36),
        FLAGS("flags", 40),
        TIMEOUT("exp_timeout", 48),
        TYPE("type", 56);

        private final String path;
        private final long earlierOffset;

        Place(String path, long earlierOffset) {
            this.path = path;
            this.earlierOffset = earlierOffset;
        }
    }

    @KernelStruct("file")
    interface Pipe extends StructView {
        @KernelField("f_inode->i_ino")
        long inode() throws IOException;
    }

    /** Returns the options, each with a comma before it. */
    String of(long infoGva) throws IOException {
        Optional<StructViews> types =
                guest.views().has(STRUCT, Place.MAGIC.path)
                        ? Optional.of(guest.views())
                        : guest.moduleTypes().of(MODULE);
        OwnData info = new OwnData(infoGva, types);
        if (info.u32(Place.MAGIC) != MAGIC) {
            return "";
        }
        long flags = info.u32(Place.FLAGS);
        long pipe = info.u64(Place.PIPE);
        return ",fd=%d,pgrp=%d,timeout=%d,minproto=%d,maxproto=%d,%s%s%s,pipe_ino=%d"
                .formatted(
                        info.u32(Place.PIPE_NUMBER),
                        group(info.u64(Place.GROUP)),
                        seconds(info.u64(Place.TIMEOUT)),
                        info.u32(Place.MIN_PROTOCOL),
                        info.u32(Place.MAX_PROTOCOL),
                        type(info.u32(Place.TYPE)),
                        (flags & STRICT) != 0 ? ",strictexpire" : "",
                        (flags & IGNORED) != 0 ? ",ignore" : "",
                        pipe == 0 ? -1 : guest.views().at(Pipe.class, pipe).inode());
    }

    private long seconds(long jiffies) throws IOException {
        return Duration.ofNanos(jiffies * Jiffies.of(guest).nanos()).toSeconds();
    }

    private int group(long pidGva) throws IOException {
        long first = pidGva + guest.views().offsetOf("pid", "numbers"); // begins with the number
        return pidGva == 0 ? 0 : (int) guest.memory().u32(first);
    }

    private static String type(long type) {
        return type == OFFSET ? "offset" : type == DIRECT ? "direct" : "indirect";
    }

    private final class OwnData {
        private final long gva;
        private final Optional<StructViews> types;

        OwnData(long gva, Optional<StructViews> types) {
            this.gva = gva;
            this.types = types;
        }

        private long at(Place member) throws IOException {
            return gva
                    + (types.isPresent()
                            ? types.get().offsetOf(STRUCT, member.path)
                            : member.earlierOffset);
        }

        long u32(Place member) throws IOException {
            return guest.memory().u32(at(member));
        }

        long u64(Place member) throws IOException {
            return guest.memory().u64(at(member));
        }
    }
}
