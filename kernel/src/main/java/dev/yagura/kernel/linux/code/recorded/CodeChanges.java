package dev.yagura.kernel.linux.code.recorded;

import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Origin;
import dev.yagura.kernel.linux.code.sites.Deviation;
import dev.yagura.kernel.linux.code.sites.UnknownRewriting;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What is otherwise in a guest's code and read-only data than it was at an earlier look.
 *
 * @param comparedBytes how much was compared
 * @param pieces what changed, by the piece that it lies in; those without a change left out
 * @param added modules that were not loaded then
 * @param replaced modules of the same name that are of another build, or lie in other parts
 * @param missing what could not be compared
 */
public record CodeChanges(
        long comparedBytes,
        List<Changed> pieces,
        List<KernelModule> added,
        List<KernelModule> replaced,
        List<Partial.Missing> missing) {
    /** Copies the lists. */
    public CodeChanges {
        pieces = List.copyOf(pieces);
        added = List.copyOf(added);
        replaced = List.copyOf(replaced);
        missing = List.copyOf(missing);
    }

    /**
     * Changes of one piece.
     *
     * @param what for people, such as {@code ".text of module tun"}
     */
    public record Changed(String what, List<Deviation> changes) {
        /** Copies the list. */
        public Changed {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Returns why a guest cannot be compared with a record: it runs another kernel, or on another
     * CPU, for which the kernel chose other code; empty if it can.
     *
     * @throws IOException if the guest does not say what it is, or the memory source fails
     */
    public static Optional<String> obstacle(RecordedCode before, Linux linux) throws IOException {
        Origin now = Origins.of(linux);
        Origin then = before.origin();
        if (!now.banner().equals(then.banner()) || !now.buildId().equals(then.buildId())) {
            return Optional.of(
                    "is of \"%s\", build %s, and was recorded of \"%s\", build %s"
                            .formatted(now.banner(), now.buildId(), then.banner(), then.buildId()));
        }
        if (!now.features().equals(then.features())) {
            return Optional.of(
                    "runs on a CPU of other features than where it was recorded, for which the"
                            + " kernel chooses other code: %s, and then %s"
                                    .formatted(now.features(), then.features()));
        }
        return UnknownRewriting.ofStaticCalls(linux).stream().findFirst().map(Partial.Missing::why);
    }

    /**
     * Compares.
     *
     * @param before of the same kernel on the same kind of CPU, see {@link #obstacle}
     * @throws IOException if the modules cannot be listed, or the memory source fails
     */
    public static CodeChanges since(RecordedCode before, Linux linux) throws IOException {
        return new ChangeFinder(before, linux).find();
    }
}
