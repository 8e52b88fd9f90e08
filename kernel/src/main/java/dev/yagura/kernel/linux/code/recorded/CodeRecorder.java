package dev.yagura.kernel.linux.code.recorded;

import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Kind;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Origin;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Owner;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Piece;
import dev.yagura.kernel.linux.code.sites.RangeReader;
import dev.yagura.kernel.linux.code.sites.RewriteTables;
import dev.yagura.kernel.linux.image.CodeImage;
import dev.yagura.kernel.linux.trace.Kprobe;
import dev.yagura.kernel.linux.trace.Kprobes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Records code and read-only data of the kernel and its modules. */
public final class CodeRecorder {
    private final Linux linux;
    private final Partial.Collector<Owner> owners = Partial.collector();
    private long left = RecordedCodeFormat.MAX_BYTES;

    private CodeRecorder(Linux linux) {
        this.linux = linux;
    }

    /**
     * Records what a look has. What cannot be read is told in the record.
     *
     * @throws IOException if the kernel itself or the list of modules cannot be read, or the memory
     *     source fails
     */
    public static RecordedCode record(Linux linux) throws IOException {
        return new CodeRecorder(linux).record();
    }

    private RecordedCode record() throws IOException {
        Origin origin = Origins.of(linux);
        owners.add(
                owner(
                        Optional.empty(),
                        origin.buildId(),
                        CodeLayout.kernel(linux),
                        RewriteTables.kernel(linux)));
        for (KernelModule module : linux.modules().list()) {
            String what = "code of module " + module.name();
            if (module.state() == KernelModule.State.LIVE) {
                owners.add(
                        what,
                        () ->
                                owner(
                                        Optional.of(module.name()),
                                        BuildIds.module(linux, module),
                                        CodeLayout.module(linux, module),
                                        RewriteTables.module(linux, module)));
            } else {
                owners.missing(what, "is %s".formatted(module.state().label()));
            }
        }
        List<Long> probed = new ArrayList<>();
        if (linux.kernel().symbols().address("kprobe_table").isPresent()) {
            Partial<Kprobe> probes = new Kprobes(linux).list();
            probes.items().forEach(probe -> probed.add(probe.address()));
            probes.missing().forEach(gap -> owners.missing(gap.what(), gap.why()));
        }
        Partial<Owner> all = owners.done();
        return new RecordedCode(
                origin, Origins.constants(linux), probed, all.items(), all.missing());
    }

    private Owner owner(
            Optional<String> module, String buildId, CodeLayout layout, List<CodeImage.Part> tables)
            throws IOException {
        List<Piece> pieces = new ArrayList<>();
        for (CodeLayout.Piece piece : layout.pieces()) {
            read(piece.range())
                    .ifPresent(bytes ->
                            pieces.add(
                                    new Piece(
                                            piece.name(),
                                            piece.kind(),
                                            piece.range().start(),
                                            bytes)));
        }
        for (CodeImage.Part table : tables) {
            pieces.add(new Piece(table.name(), Kind.TABLE, table.gva(), table.bytes()));
        }
        return new Owner(module, buildId, layout.parts(), layout.perCpu(), pieces);
    }

    /** Reads a piece, if all of it is there, and the record has room for it. */
    private Optional<ByteBuffer> read(GvaRange range) throws IOException {
        if (Long.compareUnsigned(range.lengthBytes(), left) > 0) {
            owners.missing(
                    "code at %s".formatted(range),
                    "is %s bytes long, expected at most %d"
                            .formatted(Long.toUnsignedString(range.lengthBytes()), left));
            return Optional.empty();
        }
        left -= range.lengthBytes();
        byte[] bytes = new byte[Math.toIntExact(range.lengthBytes())];
        List<String> gaps = new ArrayList<>();
        RangeReader.read(
                linux.kernel().memory(),
                range.start(),
                bytes,
                (_, _, why) -> gaps.add(String.valueOf(why.getMessage())));
        if (!gaps.isEmpty()) {
            owners.missing("code at %s".formatted(range), gaps.getFirst());
            return Optional.empty();
        }
        return Optional.of(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }
}
