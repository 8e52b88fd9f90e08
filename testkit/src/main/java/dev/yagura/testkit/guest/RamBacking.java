package dev.yagura.testkit.guest;

import java.nio.file.Path;
import java.util.List;

/** What stands behind a guest's RAM in the QEMU process. */
public enum RamBacking {
    /** A file, mapped shared: other processes may map it too. */
    FILE,
    /** A memfd, mapped shared: reachable through the process's file descriptors. */
    MEMFD,
    /** Private anonymous memory: reachable through the process's address space only. */
    ANONYMOUS;

    /** Returns QEMU's options for RAM of that size. */
    List<String> options(int memoryMiB, Path ramFile) {
        return switch (this) {
            case FILE ->
                    List.of(
                            "-object",
                            "memory-backend-file,id=m0,share=on,size=%dM,mem-path=%s"
                                    .formatted(memoryMiB, QemuCommand.escaped(ramFile)),
                            "-machine",
                            "memory-backend=m0");
            case MEMFD ->
                    List.of(
                            "-object",
                            "memory-backend-memfd,id=m0,share=on,size=%dM".formatted(memoryMiB),
                            "-machine",
                            "memory-backend=m0");
            case ANONYMOUS -> List.of();
        };
    }
}
