package dev.yagura.kernel.linux.code.recorded;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Partial;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A guest's code and read-only data as one look had them.
 *
 * @param origin of what they depend on
 * @param constants what the kernel wrote into its code when it started, by the variable's name
 * @param probed addresses at which a kprobe changed the code
 * @param owners the kernel, and the modules that were loaded
 * @param missing what could not be recorded, and is not compared
 */
public record RecordedCode(
        Origin origin,
        Map<String, Long> constants,
        List<Long> probed,
        List<Owner> owners,
        List<Partial.Missing> missing) {
    /** Copies the collections. */
    public RecordedCode {
        requireNonNull(origin, "origin");
        constants = Map.copyOf(constants);
        probed = List.copyOf(probed);
        owners = List.copyOf(owners);
        missing = List.copyOf(missing);
    }

    /**
     * What decides how code looks, wherever it lies.
     *
     * @param banner of the kernel
     * @param buildId of the kernel, in hex; empty if it has none
     * @param features of the CPU, in hex, by which the kernel chose among alternatives
     */
    public record Origin(String banner, String buildId, String features) {
        /** Requires the texts. */
        public Origin {
            requireNonNull(banner, "banner");
            requireNonNull(buildId, "buildId");
            requireNonNull(features, "features");
        }
    }

    /**
     * The kernel or a module.
     *
     * @param module its name; empty for the kernel
     * @param buildId in hex; empty if it has none
     * @param parts the memory it lay in
     * @param perCpu where it had its per-CPU variables, counted from where a CPU has its own
     * @param pieces what of it is compared, each within a part
     */
    public record Owner(
            Optional<String> module,
            String buildId,
            List<GvaRange> parts,
            GvaRange perCpu,
            List<Piece> pieces) {
        /** Copies the lists. */
        public Owner {
            requireNonNull(module, "module");
            requireNonNull(buildId, "buildId");
            parts = List.copyOf(parts);
            requireNonNull(perCpu, "perCpu");
            pieces = List.copyOf(pieces);
        }

        /** Returns what it is called in messages. */
        public String text() {
            return module.map(name -> "module " + name).orElse("kernel");
        }
    }

    /** What the bytes of a piece are. */
    public enum Kind {
        /** Code, which the kernel rewrites in places. */
        CODE,
        /** Data that nobody writes to. */
        DATA,
        /** A table of places that the kernel rewrites; not compared, but gone by. */
        TABLE
    }

    /**
     * Bytes that lay together.
     *
     * @param name such as {@code ".rodata"}; of a table that of its section
     * @param gva where they lay
     * @param bytes little-endian; must not be changed
     */
    public record Piece(String name, Kind kind, long gva, ByteBuffer bytes) {
        /** Requires all. */
        public Piece {
            requireNonNull(name, "name");
            requireNonNull(kind, "kind");
            requireNonNull(bytes, "bytes");
        }
    }
}
