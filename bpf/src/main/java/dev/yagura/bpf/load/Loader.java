package dev.yagura.bpf.load;

import dev.yagura.bpf.core.CorePatch;
import dev.yagura.bpf.core.CoreRelocation;
import dev.yagura.bpf.core.CoreRelocator;
import dev.yagura.bpf.isa.InstructionDecoder;
import dev.yagura.bpf.object.BpfObject;
import dev.yagura.bpf.object.LineRecord;
import dev.yagura.bpf.run.Program;
import dev.yagura.bpf.run.SourceLine;
import dev.yagura.bpf.run.SourceLines;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.image.ElfFile;
import dev.yagura.kernel.types.BtfGraph;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Loads objects for one kernel. Safe for concurrent use. */
public final class Loader {
    private final Optional<BtfGraph> types;
    private final KernelSymbols symbols;

    /**
     * Takes a kernel.
     *
     * @param types its types, if it has any; without them an object with CO-RE relocations is
     *     refused
     * @param symbols its symbols
     */
    public Loader(Optional<BtfGraph> types, KernelSymbols symbols) {
        this.types = types;
        this.symbols = symbols;
    }

    /**
     * Makes a program of an object.
     *
     * @throws MalformedStructureException if the object does not hold together, or needs what is
     *     not supported or what the kernel does not have; it is named
     */
    public Program load(BpfObject object) throws MalformedStructureException {
        Layout layout = Layout.of(object);
        Code code = Code.of(object, layout);
        relocate(object, layout, code);
        Linker linker = new Linker(object, layout, code, symbols);
        linker.link();
        Functions functions = new Functions(object, layout, code);
        return new Program(
                InstructionDecoder.decode(code.slots()),
                functions.list(),
                linker.image(),
                lines(object, layout));
    }

    /** Answers the CO-RE relocations; those of sections that hold no code are left alone. */
    private void relocate(BpfObject object, Layout layout, Code code)
            throws MalformedStructureException {
        if (object.coreRelocations().isEmpty()) {
            return;
        }
        BtfGraph local = object.types().orElseThrow();
        BtfGraph target =
                types.orElseThrow(() ->
                        new MalformedStructureException(
                                Reason.UNSUPPORTED,
                                object.name(),
                                ".BTF.ext",
                                0,
                                "has CO-RE relocations, and the kernel has no BTF"));
        CoreRelocator relocator = new CoreRelocator(local, target);
        for (CoreRelocation relocation : object.coreRelocations()) {
            Optional<ElfFile.Section> section = layout.code(relocation.section());
            if (section.isPresent()) {
                int base = layout.firstInstruction(section.get());
                long[] slots = code.section(section.get());
                CorePatch.apply(slots, relocation, relocator.resolve(relocation));
                System.arraycopy(slots, 0, code.slots(), base, slots.length);
            }
        }
    }

    private static SourceLines lines(BpfObject object, Layout layout) {
        Map<Integer, SourceLine> lines = new HashMap<>();
        for (LineRecord line : object.lines()) {
            layout.code(line.section())
                    .ifPresent(section ->
                            lines.put(
                                    layout.firstInstruction(section) + line.instruction(),
                                    new SourceLine(line.file(), line.line())));
        }
        return new SourceLines(lines);
    }
}
