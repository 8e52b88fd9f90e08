package dev.yagura.kernel.linux.code.sites;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges code by what the kernel says of it itself: its tables of jump labels and static calls, its
 * records of traced functions, its symbols. Needs no file; whoever changes a table as well as the
 * code is not seen by that table. Belongs to one look, of which it keeps all code. Immutable.
 */
public final class CodeAudit {
    /** Code and tables that are looked at: as much as the address range of modules can hold. */
    private static final long MAX_BYTES = 1L << 30;

    private final Linux linux;
    private final Targets targets;
    private final List<Owned> owned;
    private final List<Partial.Missing> losses;

    /** Code with the places in it that the kernel rewrites. */
    private record Owned(OwnCode code, PatchSites sites) {}

    /**
     * What an audit says.
     *
     * @param looked places that were judged
     * @param wrong those that hold something else, and what could not be judged
     */
    public record Result(long looked, Partial<WrongCode> wrong) {
        /** Requires the list. */
        public Result {
            requireNonNull(wrong, "wrong");
        }
    }

    /** Judges places of one kind in the code of one owner. */
    interface Part {
        /**
         * Judges.
         *
         * @param sites the places of the code that the kernel rewrites
         * @return how many there were
         */
        long judge(OwnCode code, PatchSites sites, Partial.Collector<WrongCode> wrong)
                throws IOException;
    }

    private CodeAudit(
            Linux linux, Targets targets, List<Owned> owned, List<Partial.Missing> losses) {
        this.linux = linux;
        this.targets = targets;
        this.owned = List.copyOf(owned);
        this.losses = List.copyOf(losses);
    }

    /**
     * Reads the code of the kernel and of its modules.
     *
     * @throws IOException if the modules cannot be listed, or the memory source fails
     */
    public static CodeAudit of(Linux linux) throws IOException {
        Targets targets = Targets.of(linux);
        Partial<PatchSite> live = LiveSites.of(linux);
        Partial.Collector<Owned> owned = Partial.collector();
        targets.missing().forEach(gap -> owned.missing(gap.what(), gap.why()));
        live.missing().forEach(gap -> owned.missing(gap.what(), gap.why()));
        long[] left = {MAX_BYTES};
        owned.part(
                "code of the kernel",
                () -> add(OwnCode.kernel(linux, owned), linux, live, owned, left));
        for (KernelModule module : linux.modules().list()) {
            String what = "code of module " + module.name();
            if (module.state() != KernelModule.State.LIVE) {
                owned.missing(what, "is %s".formatted(module.state().label()));
            } else if (left[0] <= 0) {
                owned.missing(what, "%d bytes were looked at before".formatted(MAX_BYTES));
            } else {
                owned.part(
                        what,
                        () -> add(OwnCode.module(linux, module, owned), linux, live, owned, left));
            }
        }
        Partial<Owned> all = owned.done();
        return new CodeAudit(linux, targets, all.items(), all.missing());
    }

    private static void add(
            OwnCode code,
            Linux linux,
            Partial<PatchSite> live,
            Partial.Collector<Owned> owned,
            long[] left)
            throws IOException {
        left[0] -= code.lengthBytes();
        owned.add(new Owned(code, PatchSites.of(code.image(), linux, live.items())));
    }

    /**
     * Judges jump labels: each is the NOP, or the jump to its own target, that its key says.
     *
     * @throws IOException if the memory source fails
     */
    public Result jumpLabels() throws IOException {
        return judge(
                new SiteAudit<>(JumpLabel.class, new LabelAudit(targets)), Partial.collector());
    }

    /**
     * Judges static calls and their keys: each calls what its key says, which is a function of the
     * kernel or of a module.
     *
     * @throws IOException if the memory source fails
     */
    public Result staticCalls() throws IOException {
        List<Partial.Missing> unknown = UnknownRewriting.ofStaticCalls(linux);
        return unknown.isEmpty()
                ? judge(
                        new SiteAudit<>(StaticCall.class, new StaticCallAudit(targets)),
                        Partial.collector())
                : new Result(0, new Partial<>(List.of(), unknown));
    }

    /**
     * Judges functions: a traced one begins with the tracer's place, and none leads out of the code
     * that the kernel knows of, but to a probe that is registered.
     *
     * @throws IOException if the memory source fails
     */
    public Result functions() throws IOException {
        Partial.Collector<WrongCode> wrong = Partial.collector();
        return judge(EntryAudit.of(linux, targets, wrong), wrong);
    }

    private Result judge(Part part, Partial.Collector<WrongCode> wrong) throws IOException {
        losses.forEach(gap -> wrong.missing(gap.what(), gap.why()));
        List<Long> looked = new ArrayList<>();
        for (Owned one : owned) {
            String owner =
                    one.code().module().map(module -> "module " + module.name()).orElse("kernel");
            wrong.part(
                    "code of " + owner,
                    () -> looked.add(part.judge(one.code(), one.sites(), wrong)));
        }
        return new Result(looked.stream().mapToLong(Long::longValue).sum(), wrong.done());
    }
}
