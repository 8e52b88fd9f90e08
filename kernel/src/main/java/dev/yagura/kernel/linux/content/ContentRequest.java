package dev.yagura.kernel.linux.content;

import static java.util.Objects.requireNonNull;

/** Which contents are asked for. */
public sealed interface ContentRequest {
    /**
     * A file that the kernel has pages of.
     *
     * @param path one of its names as the view {@code cached-files} has them
     */
    record CachedFile(String path) implements ContentRequest {
        /** Requires the path. */
        public CachedFile {
            requireNonNull(path, "path");
        }
    }

    /**
     * A mapping of a process, whole.
     *
     * @param pid thread group id
     * @param address any address in it
     */
    record MappingAt(int pid, long address) implements ContentRequest {}

    /**
     * All mappings of a process that have a name.
     *
     * @param pid thread group id
     * @param name as the view {@code maps} has it, such as {@code "[heap]"}
     */
    record MappingsNamed(int pid, String name) implements ContentRequest {
        /** Requires the name. */
        public MappingsNamed {
            requireNonNull(name, "name");
        }
    }

    /**
     * All parts of a module.
     *
     * @param name as the view {@code modules} has it
     */
    record Module(String name) implements ContentRequest {
        /** Requires the name. */
        public Module {
            requireNonNull(name, "name");
        }
    }

    /**
     * What a frame buffer shows, as a portable pixmap ({@code P6}).
     *
     * @param name as the view {@code framebuffers} has it
     */
    record Screen(String name) implements ContentRequest {
        /** Requires the name. */
        public Screen {
            requireNonNull(name, "name");
        }
    }

    /**
     * Code and read-only data of the kernel and of all modules, in the form of {@link
     * dev.yagura.kernel.linux.code.recorded.RecordedCodeFormat}.
     */
    record Code() implements ContentRequest {}

    /** The kernel's types, as a file of BTF. */
    record Types() implements ContentRequest {}
}
