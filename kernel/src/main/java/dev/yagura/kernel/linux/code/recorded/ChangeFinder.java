package dev.yagura.kernel.linux.code.recorded;

import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Kind;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Owner;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Piece;
import dev.yagura.kernel.linux.code.sites.CodeComparison;
import dev.yagura.kernel.linux.code.sites.Deviation;
import dev.yagura.kernel.linux.code.sites.LiveSites;
import dev.yagura.kernel.linux.code.sites.PatchSite;
import dev.yagura.kernel.linux.code.sites.PatchSites;
import dev.yagura.kernel.linux.code.sites.RangeReader;
import dev.yagura.kernel.linux.code.sites.Targets;
import dev.yagura.kernel.linux.image.CodeImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds what is otherwise in a guest than it was when its code was recorded. Runs once. */
final class ChangeFinder {
    /** Code that a probe takes the place of. */
    private static final int PROBE_BYTES = 5;

    private final RecordedCode before;
    private final Linux linux;
    private final Targets targets;
    private final Moves moves = new Moves();
    private final List<Placed> placed = new ArrayList<>();
    private final List<KernelModule> added = new ArrayList<>();
    private final List<KernelModule> replaced = new ArrayList<>();
    private final List<CodeChanges.Changed> changed = new ArrayList<>();
    private final List<PatchSite> live = new ArrayList<>();
    private final Partial.Collector<Owner> losses = Partial.collector();
    private long comparedBytes;

    /** An owner that is there as it was. */
    private record Placed(Owner owner, CodeLayout layout) {}

    ChangeFinder(RecordedCode before, Linux linux) throws IOException {
        this.before = before;
        this.linux = linux;
        this.targets = Targets.of(linux);
        before.missing()
                .forEach(gap -> losses.missing(gap.what(), "was not recorded: " + gap.why()));
        take(targets.missing());
    }

    CodeChanges find() throws IOException {
        place();
        for (Partial<PatchSite> sites : List.of(LiveSites.of(linux), LiveSites.traced(linux))) {
            live.addAll(sites.items());
            take(sites.missing());
        }
        MovedBytes moved =
                new MovedBytes(moves, Origins.pairs(before.constants(), Origins.constants(linux)));
        for (Placed one : placed) {
            losses.part(one.owner().text(), () -> compare(one, moved));
        }
        return new CodeChanges(comparedBytes, changed, added, replaced, losses.done().missing());
    }

    private void take(List<Partial.Missing> missing) {
        missing.forEach(gap -> losses.missing(gap.what(), gap.why()));
    }

    /** Finds everything where it is now; only then it can be said where operands lead. */
    private void place() throws IOException {
        Map<String, Owner> recorded = new LinkedHashMap<>();
        for (Owner owner : before.owners()) {
            if (owner.module().isPresent()) {
                recorded.putIfAbsent(owner.module().get(), owner);
            } else {
                place(owner, CodeLayout.kernel(linux));
            }
        }
        for (KernelModule module : linux.modules().list()) {
            Owner owner = recorded.remove(module.name());
            if (module.state() != KernelModule.State.LIVE) {
                losses.missing(
                        "module " + module.name(), "is %s".formatted(module.state().label()));
            } else if (owner == null) {
                added.add(module);
            } else {
                losses.part(
                        owner.text(),
                        () -> {
                            CodeLayout layout = CodeLayout.module(linux, module);
                            boolean same = BuildIds.module(linux, module).equals(owner.buildId());
                            if (!same || !place(owner, layout)) {
                                replaced.add(module);
                            }
                        });
            }
        }
    }

    private boolean place(Owner owner, CodeLayout layout) {
        if (!lengths(owner.parts(), owner.perCpu())
                .equals(lengths(layout.parts(), layout.perCpu()))) {
            return false;
        }
        for (int i = 0; i < owner.parts().size(); i++) {
            moves.add(owner.parts().get(i), layout.parts().get(i).start());
        }
        moves.addPerCpu(owner.perCpu(), layout.perCpu().start());
        placed.add(new Placed(owner, layout));
        return true;
    }

    private static List<Long> lengths(List<GvaRange> parts, GvaRange perCpu) {
        return Stream.concat(parts.stream(), Stream.of(perCpu)).map(GvaRange::lengthBytes).toList();
    }

    private void compare(Placed one, MovedBytes moved) throws IOException {
        PatchSites sites = sites(one);
        for (Piece piece : one.owner().pieces()) {
            switch (piece.kind()) {
                case CODE -> compare(one.owner(), piece, sites, moved);
                case DATA -> compare(one.owner(), piece, PatchSites.NONE, moved);
                case TABLE -> {}
            }
        }
    }

    /** Returns the places that the tables of then name, and those that no table has. */
    private PatchSites sites(Placed one) throws IOException {
        List<CodeImage.Part> parts = new ArrayList<>();
        for (Piece piece : one.owner().pieces()) {
            if (piece.kind() != Kind.DATA) {
                parts.add(part(piece, piece.gva(), piece.bytes()));
            }
        }
        List<PatchSite> own =
                live.stream()
                        .filter(site ->
                                one.layout().parts().stream()
                                        .anyMatch(part -> part.contains(site.gva())))
                        .toList();
        return PatchSites.of(new CodeImage(parts), linux, moves::now, own);
    }

    private static CodeImage.Part part(Piece piece, long gva, ByteBuffer bytes) {
        return new CodeImage.Part(piece.name(), gva, bytes, piece.kind() == Kind.CODE, false);
    }

    private void compare(Owner owner, Piece piece, PatchSites sites, MovedBytes moved)
            throws IOException {
        long gva = moves.now(piece.gva());
        byte[] recorded = new byte[piece.bytes().limit()];
        piece.bytes().get(0, recorded);
        byte[] found = recorded.clone();
        // What is missing is told by the comparison, which reads it as well.
        RangeReader.read(linux.kernel().memory(), gva, found, (_, _, _) -> {});
        byte[] expected = moved.expected(piece.gva(), recorded, gva, found);
        probed(piece, expected, found);
        CodeImage image =
                new CodeImage(
                        List.of(
                                part(
                                        piece,
                                        gva,
                                        ByteBuffer.wrap(expected).order(ByteOrder.LITTLE_ENDIAN))));
        Partial<Deviation> changes =
                new CodeComparison(image, sites, targets, linux.kernel().memory())
                        .compare(new GvaRange(gva, expected.length));
        take(changes.missing());
        if (!changes.items().isEmpty()) {
            changed.add(
                    new CodeChanges.Changed(
                            owner.module().isPresent()
                                    ? "%s of %s".formatted(piece.name(), owner.text())
                                    : "%s of the kernel".formatted(piece.name()),
                            changes.items()));
        }
        comparedBytes += expected.length;
    }

    /** What a probe stood in the place of was not recorded, and is told if it changed. */
    private void probed(Piece piece, byte[] expected, byte[] found) {
        for (long probe : before.probed()) {
            long at = probe - piece.gva();
            if (piece.kind() == Kind.CODE && at >= 0 && at <= expected.length - PROBE_BYTES) {
                int from = (int) at;
                int end = from + PROBE_BYTES;
                if (!Arrays.equals(expected, from, end, found, from, end)) {
                    System.arraycopy(found, from, expected, from, PROBE_BYTES);
                    losses.missing(
                            "code at 0x%x".formatted(moves.now(probe)),
                            "a probe was there when it was recorded");
                }
            }
        }
    }
}
